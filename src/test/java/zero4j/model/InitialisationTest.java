package zero4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

class InitialisationTest {
    /** The second vocabulary gives tensors whose length is no multiple of 16. */
    @ParameterizedTest
    @ValueSource(ints = {40, 37})
    void normal_seed_drawsTheNumbersOfLibTorch(int vocabulary) {
        ModelConfig config = ModelConfig.fresh(
                ModelFamilies.LLAMA,
                new ModelShape(12, 23, 2, 2, 1, 64, 10_000, false),
                vocabulary,
                OptionalInt.empty(),
                new TreeSet<>());
        long seed = 7_000_000_011L;
        try (var _ = new PointerScope();
                var _ = new NoGrad();
                CausalLm lm = new CausalLm(config, DeviceAndDtype.cpu(ScalarType.Float), false)) {
            Initialisation.normal(lm, seed);
            torch.manual_seed(seed);
            for (var parameter : lm.parameters().named().entrySet()) {
                Tensor actual = parameter.getValue();
                float[] found = DeviceAndDtype.toFloats(actual.contiguous());
                float[] expected = new float[found.length];
                if (parameter.getKey().contains("norm")) {
                    Arrays.fill(expected, 1);
                } else {
                    expected = DeviceAndDtype.toFloats(
                            torch.empty_like(actual).normal_(0, std(parameter.getKey()), new GeneratorOptional()));
                }
                assertThat(found).as(parameter.getKey()).containsExactly(expected, within(1e-7f));
            }
        }
    }

    private static double std(String name) {
        if (name.contains("embed_tokens") || name.contains("lm_head")) {
            return 0.02;
        }
        return name.contains("o_proj") || name.contains("down_proj") ? 0.06 / 2 : 0.06;
    }
}
