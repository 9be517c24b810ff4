package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.recipe.Recipes;

class ScoreCommandTest {
    private static final Path GOLDEN = golden();

    @Test
    void score_tokensOfAGoldenModel_givesTheReferenceLogprobsAndLogits() throws IOException {
        JsonNode reference = json(Files.readString(GOLDEN.resolve("golden.json")))
                .path("sequences")
                .path(0);
        String ids = reference
                .path("input_ids")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(","));

        CommandRun run = CommandRun.of("score", GOLDEN.toString(), "--tokens", ids, "--logits-at", "-1", "--json");

        assertThat(run.err()).isEmpty();
        JsonNode scored = json(run.out());
        assertThat(scored.path("logprobs").path(0).isNull()).isTrue();
        JsonNode expected = reference.path("token_logprobs");
        assertThat(scored.path("logprobs").size()).isEqualTo(expected.size() + 1);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(scored.path("logprobs").path(i + 1).asDouble())
                    .isCloseTo(expected.path(i).asDouble(), within(1e-4));
        }
        JsonNode logits = reference.path("logits_last");
        assertThat(scored.path("logits").size()).isEqualTo(logits.size());
        for (int i = 0; i < logits.size(); i++) {
            assertThat(scored.path("logits").path(i).asDouble())
                    .isCloseTo(logits.path(i).asDouble(), within(1e-4));
        }
    }

    @Test
    void generate_tokensWithoutTokenizer_givesTokensAndNoText() throws IOException {
        CommandRun run =
                CommandRun.of("generate", GOLDEN.toString(), "--tokens", "1,2", "--max-new-tokens", "3", "--json");

        assertThat(run.err()).isEmpty();
        JsonNode generated = json(run.out());
        assertThat(generated.path("tokens").size()).isBetween(1, 3);
        assertThat(generated.has("text")).isFalse();
    }

    @Test
    void eval_help_namesTheBudgetOfTheDefaultRecipeAndSavedDatasets() {
        int budget = Recipes.train(null, List.of()).eval().maxNewTokens();

        assertThat(CommandRun.of("eval", "--help").out().replaceAll("\\s+", " "))
                .contains("default: " + budget + " for nano", "saved Hugging Face datasets");
    }

    @Test
    void generate_emptyPrompt_isAUserError() {
        CommandRun run = CommandRun.of("generate", GOLDEN.toString(), "--prompt", "");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("error: --prompt is empty");
    }

    @Test
    void generate_promptWithoutTokenizer_saysWhatIsMissing() {
        CommandRun run = CommandRun.of("generate", GOLDEN.toString(), "--prompt", "a");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--prompt needs a tokenizer", "tokenizer.json", "--tokens");
    }

    @Test
    void score_idBeyondTheVocabulary_isAUserError() {
        CommandRun run = CommandRun.of("score", GOLDEN.toString(), "--tokens", "1,99999");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--tokens", "99999", "0 to 95");
    }

    @Test
    void score_positionBeyondTheEnd_isAUserError() {
        CommandRun run = CommandRun.of("score", GOLDEN.toString(), "--tokens", "1,2", "--logits-at", "2");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--logits-at is 2", "0 to 1");
    }

    @Test
    void score_textForAModelWithoutTokenizer_saysWhatIsMissing() {
        CommandRun run = CommandRun.of("score", GOLDEN.toString(), "--text", "hello");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("tokenizer.json", "--tokens");
    }

    @Test
    void score_neitherTextNorTokens_exitsWithTwo() {
        assertThat(CommandRun.of("score", GOLDEN.toString()).code()).isEqualTo(2);
    }

    @Test
    void score_noSuchModel_namesIt() {
        CommandRun run = CommandRun.of("score", "no/such/folder", "--tokens", "1");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no/such/folder", "no such folder");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static Path golden() {
        try {
            return Path.of(Objects.requireNonNull(ScoreCommandTest.class.getResource("/golden/llama3"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
