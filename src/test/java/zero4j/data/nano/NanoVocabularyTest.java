package zero4j.data.nano;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class NanoVocabularyTest {
    private static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void open() throws IOException {
        tokenizer = openBundled();
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    /** The bundled tokenizer, adding and cutting nothing. */
    private static HuggingFaceTokenizer openBundled() throws IOException {
        System.setProperty("OPT_OUT_TRACKING", "true");
        Map<String, String> options = Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
        return HuggingFaceTokenizer.newInstance(resource("tokenizer.json"), options);
    }

    private static InputStream resource(String file) {
        return Objects.requireNonNull(NanoVocabulary.class.getResourceAsStream("/zero4j/nano/" + file), file);
    }

    @Test
    void tokens_all_are128AndDistinct() {
        assertThat(NanoVocabulary.tokens()).hasSize(128).doesNotHaveDuplicates();
    }

    @Test
    void bundledFiles_comparedWithGenerated_areEqual(@TempDir Path folder) throws IOException {
        NanoVocabulary.write(folder);
        JsonMapper json = JsonMapper.shared();
        for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
            try (InputStream bundled = resource(file)) {
                assertThat(json.readTree(bundled))
                        .as(file + ": regenerate with NanoVocabulary.main")
                        .isEqualTo(json.readTree(Files.readString(folder.resolve(file))));
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void encode_eachToken_isItsOwnId() {
        var tokens = NanoVocabulary.tokens();
        for (int id = 0; id < tokens.size(); id++) {
            assertThat(tokenizer.encode(tokens.get(id)).getIds())
                    .as(tokens.get(id))
                    .containsExactly(id);
            assertThat(tokenizer.decode(new long[] {id}, false)).isEqualTo(tokens.get(id));
        }
    }

    @Test
    void decode_ofEncodedAscii_isTheText() {
        StringBuilder text = new StringBuilder("\n");
        SplitMix random = new SplitMix(1);
        for (int i = 0; i < 5000; i++) {
            text.append((char) (random.chance(0.05) ? '\n' : random.between(' ', '~')));
        }
        for (String phrase : NanoVocabulary.tokens()) {
            text.append(phrase).append(random.below(10));
        }
        long[] ids = tokenizer.encode(text.toString()).getIds();
        assertThat(ids).hasSizeGreaterThan(4000);
        assertThat(tokenizer.decode(ids, false)).isEqualTo(text.toString());
    }

    @Test
    void encode_characterOutsideAscii_isUnknown() {
        assertThat(tokenizer.encode("é").getIds()).containsExactly(2);
    }

    @Test
    void encode_endOfQuestionAndSolution_doesNotMergeAcross() {
        NanoCorpus corpus = new NanoCorpus("nano", Mess.DEFAULT, 3);
        for (int i = 0; i < 500; i++) {
            String document = corpus.document(i, 0.9);
            int cut = document.indexOf('\n');
            int apart = tokenizer.encode(document.substring(0, cut)).getIds().length
                    + tokenizer.encode(document.substring(cut)).getIds().length;
            assertThat(tokenizer.encode(document).getIds()).as(document).hasSize(apart);
        }
    }

    @Test
    void encode_promptTemplates_areShort() {
        String r1 =
                "A conversation between User and Assistant. The User asks a question, and the Assistant solves it. The"
                        + " Assistant first thinks about the reasoning process in the mind and then provides the User with the"
                        + " answer. The reasoning process is enclosed within <think> </think> and answer is enclosed within"
                        + " <answer> </answer> tags, respectively, i.e., <think> reasoning process here </think> <answer>"
                        + " answer here </answer>.\nUser: 1\nAssistant: <think>";
        assertThat(tokenizer.encode(r1).getIds()).hasSizeLessThan(26);
        String qwen = "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}."
                + "<|im_end|>\n<|im_start|>user\n1<|im_end|>\n<|im_start|>assistant\n";
        assertThat(tokenizer.encode(qwen).getIds()).hasSizeLessThan(38);
    }
}
