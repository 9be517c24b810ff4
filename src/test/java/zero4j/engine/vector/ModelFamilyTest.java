package zero4j.engine.vector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.model.SequenceScores;
import zero4j.rollout.PolicyWeights;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.vector.Layer;
import zero4j.vector.PackedMatrix;
import zero4j.vector.VectorModel;
import zero4j.weights.FusedLlama;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelFamily;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.ModelShape;
import zero4j.weights.ModelWeights;
import zero4j.weights.ModelWeights.LinearWeights;
import zero4j.weights.ModelWeights.Weight;

/** What every family must do in both engines, and what a family's own way of storing must not change. */
class ModelFamilyTest {
    private static final ModelShape SHAPE = new ModelShape(24, 40, 2, 4, 2, 64, 10_000, false);
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);
    private static final int[] TOKENS = {5, 9, 2, 33, 17, 8, 21};

    @TempDir
    private Path folder = Path.of("");

    static List<ModelFamily> families() {
        return ModelFamilies.REGISTRY.all();
    }

    private static ModelConfig config(ModelFamily family) {
        ModelConfig plain = ModelConfig.fresh(family, SHAPE, 50, OptionalInt.empty(), new TreeSet<>(List.of(2)));
        String biased = plain.json().replaceAll("\"(attention|mlp)_bias\" : false", "\"$1_bias\" : true");
        return ModelConfig.parse(biased, "biased");
    }

    @ParameterizedTest
    @MethodSource("families")
    void scores_randomModelOfTheFamily_areTheSameInBothEngines(ModelFamily family) {
        try (CausalLm lm = new CausalLm(config(family), CPU, false)) {
            randomise(lm);
            ModelFolderWriter.write(folder.resolve("model"), lm.config(), ModelFiles.entries(lm), folder);
            float[] expected = SequenceScores.logits(lm, TOKENS, TOKENS.length - 1);
            float[][] scores = ForwardPassTest.scores(folder.resolve("model"), TOKENS, false, false);
            assertThat(Arrays.copyOf(scores[TOKENS.length - 1], expected.length))
                    .containsExactly(expected, within(1e-4f));
        }
    }

    /** Norms and biases, too: one that is left out is seen. */
    private static void randomise(CausalLm lm) {
        Random random = new Random(1);
        float[] values = new float[Math.toIntExact(lm.parameters().count())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.3 * random.nextGaussian());
        }
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            var _ = lm.parameters().values().copy_(CPU.floats(values));
        }
    }

    @Test
    void load_joinedTensors_fillsTheSameMatrices() {
        ModelConfig config = config(ModelFamilies.LLAMA);
        ModelConfig fusedConfig = FusedLlama.of(config);
        Map<String, float[]> values = random(config);
        try (VectorModel plain = new VectorModel(config, false);
                VectorModel fused = new VectorModel(fusedConfig, false)) {
            plain.load(weights(config, values));
            fused.load(weights(fusedConfig, joined(config.weights(), fusedConfig.weights(), values)));
            for (int i = 0; i < config.layers(); i++) {
                Layer expected = plain.layers().get(i);
                Layer actual = fused.layers().get(i);
                assertThat(actual.attentionNorm()).isEqualTo(expected.attentionNorm());
                assertThat(actual.mlpNorm()).isEqualTo(expected.mlpNorm());
                assertSame(actual.qkv(), expected.qkv(), config.hiddenSize());
                assertSame(actual.output(), expected.output(), config.hiddenSize());
                assertSame(actual.gate(), expected.gate(), config.hiddenSize());
                assertSame(actual.up(), expected.up(), config.hiddenSize());
                assertSame(actual.down(), expected.down(), config.intermediateSize());
            }
            assertSame(fused.head(), plain.head(), config.hiddenSize());
        }
    }

    /** The products with a row that tells all weights apart, biases added. */
    private static void assertSame(PackedMatrix actual, PackedMatrix expected, int inputs) {
        float[] x = new float[inputs];
        for (int i = 0; i < inputs; i++) {
            x[i] = 1f / (i + 1);
        }
        float[] found = new float[expected.stride()];
        float[] wanted = new float[expected.stride()];
        actual.multiply(x, 0, inputs, 1, 0, actual.panels(), found, 0, actual.stride());
        expected.multiply(x, 0, inputs, 1, 0, expected.panels(), wanted, 0, expected.stride());
        assertThat(found).isEqualTo(wanted);
    }

    private static Map<String, float[]> random(ModelConfig config) {
        Random random = new Random(3);
        Map<String, float[]> values = new LinkedHashMap<>();
        config.parameterShapes().forEach((name, shape) -> {
            float[] tensor = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < tensor.length; i++) {
                tensor[i] = (float) random.nextGaussian();
            }
            values.put(name, tensor);
        });
        return values;
    }

    private static Map<String, float[]> joined(ModelWeights from, ModelWeights to, Map<String, float[]> values) {
        Map<String, float[]> joined = new LinkedHashMap<>();
        join(joined, to.embedding(), List.of(from.embedding()), values);
        for (int i = 0; i < to.blocks().size(); i++) {
            ModelWeights.BlockWeights source = from.blocks().get(i);
            ModelWeights.BlockWeights target = to.blocks().get(i);
            join(joined, target.attentionNorm(), List.of(source.attentionNorm()), values);
            join(joined, target.qkv().getFirst(), source.qkv(), values);
            join(joined, target.output(), List.of(source.output()), values);
            join(joined, target.mlpNorm(), List.of(source.mlpNorm()), values);
            join(joined, target.gateUp().getFirst(), source.gateUp(), values);
            join(joined, target.down(), List.of(source.down()), values);
        }
        join(joined, to.finalNorm(), List.of(from.finalNorm()), values);
        join(joined, to.head(), List.of(from.head()), values);
        return joined;
    }

    private static void join(
            Map<String, float[]> joined, LinearWeights to, List<LinearWeights> from, Map<String, float[]> values) {
        join(joined, to.weight(), from.stream().map(LinearWeights::weight).toList(), values);
        join(joined, to.bias(), from.stream().map(LinearWeights::bias).toList(), values);
    }

    private static void join(Map<String, float[]> joined, Weight to, List<Weight> from, Map<String, float[]> values) {
        List<float[]> parts = from.stream()
                .map(part -> requireNonNull(values.get(part.name())))
                .toList();
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        joined.put(to.name(), all);
    }

    private static PolicyWeights weights(ModelConfig config, Map<String, float[]> values) {
        Map<String, long[]> shapes = config.parameterShapes();
        return consumer -> shapes.forEach((name, shape) -> consumer.accept(
                new PolicyWeights.Tensor(name, "F32", shape, MemorySegment.ofArray(requireNonNull(values.get(name))))));
    }
}
