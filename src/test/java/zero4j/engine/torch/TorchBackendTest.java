package zero4j.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import zero4j.engine.EngineSettings;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutBackendContract;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Threads;

class TorchBackendTest extends RolloutBackendContract {
    static CausalLm load(Path folder) {
        return ModelFiles.load(folder, DeviceAndDtype.cpu(ScalarType.Float), false);
    }

    @Override
    protected RolloutBackend open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return TorchBackend.owning(load(modelFolder), tokenizer, settings);
    }

    @Test
    void load_sharedModel_takesTheVersionOnlyAndLeavesTheModelOpen() {
        Path folder = model(1, 31);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (CausalLm lm = load(folder)) {
            RolloutBackend backend = TorchBackend.sharing(lm, tokenizer, settings(2, 1));
            backend.load(
                    _ -> {
                        throw new AssertionError("the weights are there already");
                    },
                    5);
            List<Prompt> prompts = List.of(TinyModel.prompt(0, 4, StopRule.NONE));
            var groups = backend.generate(prompts, SamplingParams.greedy(3), RolloutBackend.Progress.NONE);
            assertThat(groups.getFirst().completions().getFirst().policyVersion())
                    .isEqualTo(5);
            backend.close();
            assertThat(lm.parameters().values().isNull()).isFalse();
        }
    }

    @Test
    void load_incompleteOrUnknownWeights_areRefused() {
        Path folder = model(1, 31);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend backend = open(folder, tokenizer, settings(2, 1))) {
            assertThatThrownBy(() -> backend.load(_ -> {}, 1)).hasMessageContaining("model.norm.weight");
            assertThatThrownBy(() -> backend.load(
                            sink -> TinyModel.weights(folder)
                                    .forEach(t -> sink.accept(
                                            new PolicyWeights.Tensor("x." + t.name(), t.dtype(), t.shape(), t.data()))),
                            1))
                    .hasMessageContaining("x.model.embed_tokens.weight");
        }
    }

    @Test
    void generate_again_leavesNoNativeObjectsBehind() {
        Path folder = model(1, 4);
        List<Prompt> prompts = IntStream.range(0, 5)
                .mapToObj(i -> TinyModel.prompt(i, 3 + i, StopRule.NONE))
                .toList();
        SamplingParams params = new SamplingParams(4, 20, 1, 5, 0.9, 1);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend backend = open(folder, tokenizer, settings(6, 2))) {
            var _ = backend.generate(prompts, params, RolloutBackend.Progress.NONE);
            long before = Pointer.totalCount();
            for (int i = 0; i < 3; i++) {
                var _ = backend.generate(prompts, params, RolloutBackend.Progress.NONE);
            }
            // A batch makes thousands; the few that setting the threads leaves behind are for the garbage collector.
            assertThat(Pointer.totalCount()).isLessThan(before + 30);
        }
    }

    @Test
    void generate_betweenUpdates_givesTheLearnerItsThreadsBack() {
        Path folder = model(1, 31);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (var _ = Threads.oneComputes(2);
                RolloutBackend backend = open(folder, tokenizer, settings(2, 1))) {
            var _ = backend.generate(
                    List.of(TinyModel.prompt(0, 4, StopRule.NONE)),
                    SamplingParams.greedy(3),
                    RolloutBackend.Progress.NONE);
            assertThat(openblas.blas_get_num_threads()).isEqualTo(2);
        }
    }
}
