package zero4j.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.TensorInfo;

/**
 * Tiny models with random weights against numbers of a float64 reference (in {@code src/test/resources/golden}; the
 * {@code note} of each {@code golden.json} says how they were computed).
 */
class GoldenModelTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3", "qwen3", "yarn"})
    void logprobsAndLogits_goldenModel_agreeWithReference(String name) throws IOException {
        JsonNode golden = golden(name);
        try (var _ = new PointerScope();
                CausalLm lm = ModelFiles.load(GOLDEN.resolve(name), CPU, false)) {
            for (JsonNode sequence : golden.get("sequences")) {
                check(lm, sequence, 1e-4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3"})
    void longSequence_goldenModel_agreesWithReference(String name) throws IOException {
        JsonNode sequence = golden(name).get("long_sequence");
        try (var _ = new PointerScope();
                var _ = new NoGrad();
                CausalLm lm = ModelFiles.load(GOLDEN.resolve(name), CPU, false)) {
            int[] ids = ints(sequence.get("input_ids"));
            Tensor logits = logits(lm, ids);
            assertThat(row(logits, ids.length - 1)).containsExactly(doubles(sequence.get("logits_last")), within(1e-4));
            double loss = -Arrays.stream(logprobs(logits, ids)).average().orElseThrow();
            assertThat(loss).isCloseTo(sequence.get("loss").doubleValue(), within(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3", "qwen3"})
    void bfloat16Weights_computedInFloat32_agreeWithReference(String name) throws IOException {
        JsonNode sequences = golden(name).get("bf16_weights").get("sequences");
        try (var _ = new PointerScope();
                CausalLm lm = ModelFiles.load(GOLDEN.resolve(name).resolve("bf16"), CPU, false)) {
            for (JsonNode sequence : sequences) {
                check(lm, sequence, 1e-4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3", "qwen3"})
    void gradients_goldenModel_agreeWithReference(String name) throws IOException {
        JsonNode golden = golden(name);
        for (int i = 0; i < golden.get("sequences").size(); i++) {
            int[] ids = ints(golden.get("sequences").get(i).get("input_ids"));
            try (var _ = new PointerScope();
                    CausalLm lm = ModelFiles.load(GOLDEN.resolve(name), CPU, true);
                    SafetensorsFile reference =
                            SafetensorsFile.open(GOLDEN.resolve(name).resolve("grad_seq" + i + ".safetensors"))) {
                Tensor targets =
                        CPU.longs(IntStream.of(ids).skip(1).asLongStream().toArray());
                Tensor rows = logits(lm, ids).narrow(0, 0, ids.length - 1);
                torch.cross_entropy_loss(rows, targets).backward();
                for (TensorInfo info : reference.tensors().values()) {
                    Tensor expected =
                            SegmentPointer.borrow(reference.data(info.name()), ScalarType.Float, info.shape());
                    Tensor actual =
                            requireNonNull(lm.parameters().namedGradients().get(info.name()), info.name());
                    assertThat(actual.sub(expected).abs().max().item_double())
                            .as(info.name())
                            .isLessThan(1e-4);
                }
                assertThat(reference.tensors().keySet())
                        .containsAll(lm.parameters().named().keySet());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3", "qwen3", "yarn", "qwen2/bf16", "llama3/bf16"})
    void saved_afterLoading_isIdenticalBitForBit(String name, @TempDir Path folder) throws IOException {
        Path source = GOLDEN.resolve(name);
        Path target = folder.resolve("copy");
        String dtype = name.endsWith("bf16") ? "bfloat16" : "float32";
        try (CausalLm lm = ModelFiles.load(source, DeviceAndDtype.of("cpu", dtype), true)) {
            ModelFolderWriter.write(target, lm.config(), ModelFiles.entries(lm), source);
        }
        try (SafetensorsFile before = SafetensorsFile.open(source.resolve("model.safetensors"));
                SafetensorsFile after = SafetensorsFile.open(target.resolve("model.safetensors"))) {
            assertThat(after.tensors().keySet())
                    .containsExactlyInAnyOrderElementsOf(before.tensors().keySet());
            for (String tensor : before.tensors().keySet()) {
                assertThat(after.data(tensor).mismatch(before.data(tensor)))
                        .as(tensor)
                        .isEqualTo(-1);
            }
        }
        assertThat(target.resolve("config.json")).hasSameTextualContentAs(source.resolve("config.json"));
    }

    private static void check(CausalLm lm, JsonNode sequence, double tolerance) {
        int[] ids = ints(sequence.get("input_ids"));
        try (var _ = new NoGrad()) {
            Tensor logits = logits(lm, ids);
            if (sequence.has("logits_last")) {
                assertThat(row(logits, ids.length - 1))
                        .containsExactly(doubles(sequence.get("logits_last")), within(tolerance));
            }
            assertThat(logprobs(logits, ids))
                    .containsExactly(doubles(sequence.get("token_logprobs")), within(tolerance));
        }
    }

    private static Tensor logits(CausalLm lm, int[] ids) {
        return lm.logits(lm.forward(PackedSequences.of(CPU, ids)));
    }

    private static double[] row(Tensor logits, int row) {
        return doubles(DeviceAndDtype.toFloats(logits.get(row)));
    }

    private static double[] logprobs(Tensor logits, int[] ids) {
        Tensor targets = CPU.longs(IntStream.of(ids).skip(1).asLongStream().toArray());
        Tensor all = torch.log_softmax(logits.narrow(0, 0, ids.length - 1), 1);
        return doubles(
                DeviceAndDtype.toFloats(all.gather(1, targets.unsqueeze(1)).squeeze(1)));
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
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
