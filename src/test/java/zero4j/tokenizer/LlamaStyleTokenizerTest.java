package zero4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tokenizer in sentencepiece's manner: BOS, byte fallback, a decoder that drops the first space. */
class LlamaStyleTokenizerTest {
    private static final Path FOLDER = Path.of("../shared/data/stories260k");
    private static Tokenizer tokenizer;
    private static JsonNode golden;

    @BeforeAll
    static void load() {
        Assumptions.assumeTrue(Files.isDirectory(FOLDER), "../shared/data is absent: no stories260k to test");
        tokenizer = Tokenizer.load(FOLDER);
        golden = new JsonMapper().readTree(FOLDER.resolve("golden.json"));
    }

    @Test
    void encodePrompt_goldenTexts_givesTheirIdsWithBos() {
        assertThat(golden.path("tokenizer_vectors")).isNotEmpty();
        for (JsonNode vector : golden.path("tokenizer_vectors")) {
            int[] expected = ints(vector.path("ids_with_bos"));
            String text = vector.path("text").asString();
            assertThat(tokenizer.encodePrompt(text)).as(text).isEqualTo(expected);
            assertThat(tokenizer.decode(expected)).isEqualTo(text);
        }
        assertThat(tokenizer.bos()).containsExactly(1);
        assertThat(tokenizer.encodePrompt("")).containsExactly(1);
    }

    @Test
    void bytes_ofAllTokens_areThoseOfTheTextBehindASpace() {
        String text = "Lily \uD83D\uDE00 \u65E5\n";
        assertThat(TokenBytesTest.joined(tokenizer, tokenizer.encode(text))).isEqualTo(" " + text);
        assertThat(tokenizer.bytes(tokenizer.id("<0xE6>").orElseThrow())).containsExactly(0xE6);
    }

    @Test
    void streaming_goldenContinuations_givesTheirTexts() {
        assertThat(golden.path("prompts")).isNotEmpty();
        for (JsonNode prompt : golden.path("prompts")) {
            int[] before = ints(prompt.path("prompt_ids"));
            StreamingDecoder decoder = tokenizer.streaming(before);
            for (int token : ints(prompt.path("continuation_ids"))) {
                decoder.push(token);
            }
            decoder.flush();
            assertThat(prompt.path("text").asString())
                    .isEqualTo(prompt.path("prompt").asString() + decoder.text());
        }
    }

    @Test
    void streaming_completionThatBeginsWithASpace_keepsIt() {
        int[] all = tokenizer.encodePrompt("Once upon a time");
        int[] prompt = Arrays.copyOf(all, 2);
        int[] completion = Arrays.copyOfRange(all, 2, all.length);
        assertThat(tokenizer.decodeCompletion(prompt, completion)).startsWith(" ");
        assertThat(tokenizer.decode(completion)).doesNotStartWith(" ");
        assertThat(tokenizer.decode(prompt) + tokenizer.decodeCompletion(prompt, completion))
                .isEqualTo("Once upon a time");
    }

    @Test
    void streaming_anySplitOfAText_addsUpToTheText() {
        Random random = new Random(11);
        String[] words = {"Lily", " ", "  ", "日本語", "\n", "😀", "é", "the", " cat", "<s>", "</s>"};
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder("x");
            for (int i = 0; i < 12; i++) {
                text.append(words[random.nextInt(words.length)]);
            }
            int[] all = tokenizer.encodePrompt(text.toString());
            int split = wholeCharacterSplit(all, random.nextInt(all.length + 1));
            int[] prompt = Arrays.copyOf(all, split);
            int[] completion = Arrays.copyOfRange(all, split, all.length);
            assertThat(tokenizer.decode(prompt) + tokenizer.decodeCompletion(prompt, completion))
                    .as("seed 11, round %d, split %d of %s", round, split, text)
                    .isEqualTo(tokenizer.decode(all));
        }
    }

    @Test
    void push_brokenBytesWithoutEnd_areGivenOutInTime() {
        int brokenByte = tokenizer.id("<0xE6>").orElseThrow();
        StreamingDecoder decoder = tokenizer.streaming();
        for (int i = 0; i < 100; i++) {
            decoder.push(brokenByte);
        }
        assertThat(decoder.length()).isGreaterThan(90);
        decoder.flush();
        assertThat(decoder.text()).isEqualTo("\uFFFD".repeat(100));
    }

    @Test
    void push_specialTokens_addNothing() {
        StreamingDecoder decoder = tokenizer.streaming(tokenizer.encodePrompt("Once"));
        assertThat(decoder.push(2)).isEmpty();
        assertThat(decoder.push(tokenizer.encode("upon")[0])).startsWith(" ");
        assertThat(decoder.indexOf(" ", 0)).isZero();
    }

    /** Prompts end with whole characters; moves a split out of a run of byte tokens. */
    private static int wholeCharacterSplit(int[] tokens, int split) {
        int at = split;
        while (at < tokens.length && tokenizer.token(tokens[at]).startsWith("<0x")) {
            at++;
        }
        return at;
    }

    private static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
