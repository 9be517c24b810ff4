package zero4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real tokenizers against ids that two independent implementations agree on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GoldenTokenizerContract {
    private static final Path DATA = Path.of("../shared/data");
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String name;
    private final Tokenizer tokenizer;
    private final JsonNode golden;

    GoldenTokenizerContract(String name) {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "../shared/data is absent: no real tokenizers to test");
        this.name = name;
        Path folder = DATA.resolve("tokenizers").resolve(name);
        this.tokenizer = Tokenizer.load(folder);
        this.golden = MAPPER.readTree(folder.resolve("golden_tokens.json"));
    }

    @Test
    void encode_goldenTexts_givesTheirIds() {
        for (JsonNode vector : golden.path("vectors")) {
            assertThat(tokenizer.encode(vector.path("text").asString()))
                    .as(vector.path("text").asString())
                    .isEqualTo(ids(vector));
        }
        JsonNode chat = golden.path("chat");
        assertThat(tokenizer.encode(chat.path("text").asString())).isEqualTo(ids(chat));
    }

    @Test
    void encode_wholeCorpus_hasTheRecordedHash() throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        int total = 0;
        for (String text : corpus()) {
            int[] tokens = tokenizer.encode(text);
            total += tokens.length;
            String line = Arrays.stream(tokens).mapToObj(Integer::toString).collect(Collectors.joining(","));
            sha.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        JsonNode check = golden.path("corpus_check");
        assertThat(total).isEqualTo(check.path("total_tokens").asInt());
        assertThat(HexFormat.of().formatHex(sha.digest()))
                .isEqualTo(check.path("sha256_of_ids").asString());
    }

    @Test
    void encodePrompt_bosOnlyWhereTheTokenizerAddsOne() {
        int[] plain = tokenizer.encode("What is 2+2?");
        int[] prompt = tokenizer.encodePrompt("What is 2+2?");
        if (name.equals("qwen2.5")) {
            assertThat(prompt).isEqualTo(plain);
        } else {
            assertThat(prompt).hasSize(plain.length + 1).startsWith(128000);
            assertThat(tokenizer.encodePrompt("<|begin_of_text|>What is 2+2?")).isEqualTo(prompt);
        }
    }

    @Test
    void decode_goldenIds_givesTheTextBack() {
        for (JsonNode vector : golden.path("vectors")) {
            assertThat(tokenizer.encode(tokenizer.decode(ids(vector)))).isEqualTo(ids(vector));
        }
        JsonNode chat = golden.path("chat");
        assertThat(tokenizer.decode(ids(chat), false))
                .isEqualTo(chat.path("text").asString());
        assertThat(tokenizer.decode(ids(chat))).doesNotContain("<|").contains("What is 2+2?");
    }

    @Test
    void bytes_ofAllTokens_areThoseOfTheText() {
        for (JsonNode vector : golden.path("vectors")) {
            assertThat(TokenBytesTest.joined(tokenizer, ids(vector))).isEqualTo(tokenizer.decode(ids(vector), false));
        }
        assertThat(TokenBytesTest.joined(tokenizer, ids(golden.path("chat"))))
                .isEqualTo(golden.path("chat").path("text").asString());
    }

    @Test
    void streaming_goldenIds_isNeverPartialAndAddsUpToDecode() {
        for (JsonNode vector : golden.path("vectors")) {
            StreamingDecoder decoder = tokenizer.streaming();
            for (int token : ids(vector)) {
                assertThat(decoder.push(token)).doesNotContain("\uFFFD");
            }
            assertThat(decoder.flush()).isEmpty();
            assertThat(decoder.text()).isEqualTo(tokenizer.decode(ids(vector)));
        }
    }

    @Test
    void streaming_randomIds_addsUpToDecode() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            // Low ids are single bytes: most sequences are broken UTF-8. High ids are special or unknown.
            int bound = round % 2 == 0 ? 256 : tokenizer.vocabularySize() + 500;
            int[] tokens = random.ints(40, 0, bound).toArray();
            StreamingDecoder decoder = tokenizer.streaming();
            StringBuilder pieces = new StringBuilder();
            for (int token : tokens) {
                pieces.append(decoder.push(token));
            }
            pieces.append(decoder.flush());
            assertThat(decoder.text()).isEqualTo(tokenizer.decode(tokens)).isEqualTo(pieces.toString());
        }
    }

    @Test
    void vocabulary_namesAndIds_areInverse() {
        assertThat(tokenizer.id("no such token")).isEqualTo(OptionalInt.empty());
        String eos = name.equals("qwen2.5") ? "<|im_end|>" : "<|end_of_text|>";
        int id = tokenizer.id(eos).orElseThrow();
        assertThat(tokenizer.token(id)).isEqualTo(eos);
        assertThat(tokenizer.isSpecial(id)).isTrue();
        assertThat(tokenizer.eos()).hasValue(id);
        assertThat(tokenizer.vocabularySize()).isEqualTo(name.equals("qwen2.5") ? 151665 : 128256);
        assertThat(IntStream.of(0, 5000, 100_000))
                .allMatch(i -> tokenizer.id(tokenizer.token(i)).orElseThrow() == i);
    }

    private List<String> corpus() {
        List<String> texts = new ArrayList<>();
        golden.path("vectors").forEach(v -> texts.add(v.path("text").asString()));
        for (String file : List.of("aime24", "amc", "math500", "minerva", "olympiad_bench")) {
            try (var lines = Files.lines(DATA.resolve("eval").resolve(file + ".jsonl"))) {
                lines.forEach(
                        line -> texts.add(MAPPER.readTree(line).path("problem").asString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }

    private static int[] ids(JsonNode vector) {
        return vector.path("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
