package zero4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.AdapterLayout;
import zero4j.weights.FusedLlama;
import zero4j.weights.LoraSettings;
import zero4j.weights.ModelConfig;
import zero4j.weights.SafetensorsWriter;

/** A family that names and joins its weights otherwise is the same model to the bit. */
class FusedFamilyTest {
    private static final Path LLAMA = Path.of("src/test/resources/golden/llama3");
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);
    private static final int[] TOKENS = {5, 9, 2, 33, 17, 8, 21};

    private static CausalLm fused(CausalLm llama, boolean trainable) {
        return filled(new CausalLm(FusedLlama.of(llama.config()), CPU, trainable), llama);
    }

    private static CausalLm filled(CausalLm lm, CausalLm llama) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            var _ = lm.parameters().values().copy_(llama.parameters().values());
        }
        return lm;
    }

    private static float[] gradients(CausalLm lm) {
        try (var _ = new PointerScope()) {
            Tensor logits = lm.logits(lm.forward(PackedSequences.of(CPU, TOKENS)));
            torch.log_softmax(logits, 1).pow(new Scalar(2)).mean().backward();
            return DeviceAndDtype.toFloats(lm.trainable().gradients());
        }
    }

    @Test
    void logprobsAndGradients_joinedTensors_areThoseOfLlama() {
        try (CausalLm llama = ModelFiles.load(LLAMA, CPU, true);
                CausalLm fused = fused(llama, true)) {
            assertThat(SequenceScores.logprobs(fused, TOKENS)).isEqualTo(SequenceScores.logprobs(llama, TOKENS));
            assertThat(gradients(fused)).isEqualTo(gradients(llama));
        }
    }

    @Test
    void entries_joinedTensors_haveTheFamilysNames() {
        try (CausalLm llama = ModelFiles.load(LLAMA, CPU, false);
                CausalLm fused = fused(llama, false)) {
            ModelConfig config = fused.config();
            int rows = (config.heads() + 2 * config.kvHeads()) * config.headDim();
            assertThat(ModelFiles.entries(fused))
                    .extracting(SafetensorsWriter.Entry::name)
                    .hasSameSizeAs(config.parameterShapes().keySet())
                    .containsAll(config.parameterShapes().keySet())
                    .contains("transformer.wte.weight", "transformer.h.1.mlp.gate_up.weight", "output.weight");
            assertThat(config.parameterShapes().get("transformer.h.0.attn.qkv.weight"))
                    .containsExactly(rows, config.hiddenSize());
        }
    }

    @Test
    void initialisation_joinedTensors_fillsEveryParameter() {
        try (CausalLm llama = ModelFiles.load(LLAMA, CPU, false);
                CausalLm fused = fused(llama, false);
                var _ = new PointerScope()) {
            Initialisation.normal(fused, 1);
            fused.parameters().named().forEach((name, tensor) -> {
                boolean norm = name.contains("norm");
                assertThat(tensor.eq(new Scalar(1.0)).all().item_bool())
                        .as(name)
                        .isEqualTo(norm);
                assertThat(tensor.count_nonzero().item_long()).as(name).isEqualTo(tensor.numel());
            });
        }
    }

    @Test
    void adapter_allLinear_adaptsTheFamilysLayers() {
        LoraSettings lora = new LoraSettings(2, 4, List.of(LoraSettings.ALL_LINEAR));
        try (CausalLm llama = ModelFiles.load(LLAMA, CPU, false)) {
            ModelConfig config = FusedLlama.of(llama.config());
            Adapter adapter =
                    new Adapter(AdapterLayout.of(config, lora, new AdapterLayout.Base("base", "none")), CPU, 1);
            try (CausalLm lm = filled(new CausalLm(config, CPU, adapter), llama)) {
                assertThat(adapter.parameters().named().keySet())
                        .hasSize(8 * config.layers())
                        .contains("base_model.model.transformer.h.0.attn.qkv.lora_A.weight")
                        .contains("base_model.model.transformer.h.1.mlp.gate_up.lora_B.weight");
                assertThat(lm.trainable().count()).isEqualTo(lora.trainableCount(config));
                assertThat(SequenceScores.logprobs(lm, TOKENS)).isEqualTo(SequenceScores.logprobs(llama, TOKENS));
                assertThat(adapter.layout().inWords()).isEqualTo("rank 2, alpha 4, all-linear");
            }
        }
    }

    @Test
    void layers_notOfTheFamily_areRefused() {
        LoraSettings lora = new LoraSettings(2, 4, List.of("q_proj"));
        try (CausalLm llama = ModelFiles.load(LLAMA, CPU, false)) {
            assertThat(lora.layers(llama.config().family())).containsExactly("q_proj");
            assertThatThrownBy(() -> lora.layers(FusedLlama.of(llama.config()).family()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("lora.targets is q_proj")
                    .hasMessageContaining("FusedLlamaForCausalLM")
                    .hasMessageContaining("qkv, out, gate_up");
        }
    }
}
