package zero4j.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.engine.FolderWeights;
import zero4j.vector.Barrier;
import zero4j.vector.PackedMatrix;
import zero4j.vector.RotaryTable;
import zero4j.vector.VectorModel;
import zero4j.weights.ModelFolder;

/**
 * Tiny models with random weights against numbers of a float64 reference (in {@code src/test/resources/golden}; the
 * {@code note} of each {@code golden.json} says how they were computed).
 */
class ForwardPassTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final double TOLERANCE = 1e-4;
    /** Mean of the absolute differences. Keys and values are rounded by up to 2^-9 of their size; these models have large weights. */
    private static final double BFLOAT16_DIFFERENCE = 2e-2;

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3", "qwen3", "yarn"})
    void scores_goldenModel_agreeWithReference(String name) throws IOException {
        for (JsonNode sequence : golden(name).get("sequences")) {
            check(GOLDEN.resolve(name), sequence, false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3"})
    void scores_longSequence_agreeWithReference(String name) throws IOException {
        JsonNode sequence = golden(name).get("long_sequence");
        int[] ids = ints(sequence.get("input_ids"));
        float[][] scores = scores(GOLDEN.resolve(name), ids, false, false);
        assertThat(doubles(scores[ids.length - 1]))
                .containsExactly(doubles(sequence.get("logits_last")), within(TOLERANCE));
        double loss = -Arrays.stream(logprobs(scores, ids)).average().orElseThrow();
        assertThat(loss).isCloseTo(sequence.get("loss").doubleValue(), within(TOLERANCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3", "qwen3"})
    void scores_bfloat16Weights_agreeWithReference(String name) throws IOException {
        for (JsonNode sequence : golden(name).get("bf16_weights").get("sequences")) {
            check(GOLDEN.resolve(name).resolve("bf16"), sequence, true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3"})
    void scores_bfloat16Cache_differFromThoseOfFloat32ByItsRoundingOnly(String name) throws IOException {
        int[] ids = ints(golden(name).get("long_sequence").get("input_ids"));
        double[] exact = logprobs(scores(GOLDEN.resolve(name), ids, false, false), ids);
        double[] rounded = logprobs(scores(GOLDEN.resolve(name), ids, false, true), ids);
        double difference = IntStream.range(0, exact.length)
                .mapToDouble(i -> Math.abs(rounded[i] - exact[i]))
                .average()
                .orElseThrow();
        assertThat(difference).isBetween(1e-6, BFLOAT16_DIFFERENCE);
    }

    private static void check(Path folder, JsonNode sequence, boolean half) {
        int[] ids = ints(sequence.get("input_ids"));
        float[][] scores = scores(folder, ids, half, false);
        if (sequence.has("logits_last")) {
            assertThat(doubles(scores[ids.length - 1]))
                    .containsExactly(doubles(sequence.get("logits_last")), within(TOLERANCE));
        }
        assertThat(logprobs(scores, ids)).containsExactly(doubles(sequence.get("token_logprobs")), within(TOLERANCE));
    }

    /** Scores after each token, [length][vocab]. */
    static float[][] scores(Path folder, int[] ids, boolean half, boolean halfCache) {
        try (ModelFolder files = ModelFolder.open(folder);
                VectorModel model = new VectorModel(files.config(), half);
                BlockPool pool = new BlockPool(files.config(), halfCache)) {
            model.load(new FolderWeights(files, model.names()));
            RotaryTable rotary = new RotaryTable(files.config());
            rotary.extend(ids.length);
            ForwardPass forward = new ForwardPass(model, pool, rotary, new Barrier(1), ids.length);
            BlockTable table = new BlockTable();
            table.reserve(ids.length, pool);
            RowBatch rows = new RowBatch(ids.length);
            for (int position = 0; position < ids.length; position++) {
                rows.add(ids[position], position, table);
            }
            forward.run(rows, 0);
            PackedMatrix head = model.head();
            float[] scores = new float[ids.length * head.stride()];
            head.multiply(forward.hidden(), 0, forward.width(), ids.length, 0, head.panels(), scores, 0, head.stride());
            float[][] result = new float[ids.length][];
            for (int i = 0; i < ids.length; i++) {
                result[i] = Arrays.copyOfRange(
                        scores,
                        i * head.stride(),
                        i * head.stride() + files.config().vocabSize());
            }
            return result;
        }
    }

    private static double[] logprobs(float[][] scores, int[] ids) {
        double[] logprobs = new double[ids.length - 1];
        for (int i = 0; i < logprobs.length; i++) {
            double sum = 0;
            for (float score : scores[i]) {
                sum += Math.exp(score);
            }
            logprobs[i] = scores[i][ids[i + 1]] - Math.log(sum);
        }
        return logprobs;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    private static JsonNode golden(String name) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(GOLDEN.resolve(name).resolve("golden.json")));
    }
}
