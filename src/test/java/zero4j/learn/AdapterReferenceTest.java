package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import zero4j.algorithm.Response;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.learn.torch.TorchScorer;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.recipe.Recipes;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.LoraSettings;

/** The reference policy that an adapted model is by itself. */
class AdapterReferenceTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/qwen2");
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);

    @Test
    void logprobs_beneathATrainedAdapter_areThoseOfTheModelThatTrainingBeganWith() {
        TrainSettings settings = Recipes.train(null, List.of()).train();
        List<Response> responses = List.of(
                ProofBatch.response(0, new int[] {3, 8, 21, 7, 40}, 2, new float[3], false, 0),
                ProofBatch.response(0, new int[] {5, 9, 11}, 1, new float[2], false, 0));
        try (CausalLm lm = ModelFiles.loadAdapted(MODEL, CPU, new LoraSettings(2, 4, List.of("all-linear")), 1);
                ReferencePolicy resident =
                        ReferencePolicy.resident(TorchScorer.open(MODEL, CPU, PassSettings.of(settings), 0.7));
                LearnerBackend backend = new TorchLearnerBackend(lm, PassSettings.of(settings), settings.adamW(), 0.7);
                ReferencePolicy beneath =
                        ReferencePolicy.resident(backend.beneathAdapter().orElseThrow())) {
            train(lm);
            List<float[]> found = beneath.logprobs(responses);
            assertThat(found).containsExactlyElementsOf(resident.logprobs(responses));
            assertThat(backend.logprobs(ScoredSequence.whole(responses)).getFirst())
                    .as("the trained model keeps its adapter")
                    .isNotEqualTo(found.getFirst());
        }
    }

    private static void train(CausalLm lm) {
        torch.manual_seed(1);
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            var _ = lm.trainable().values().normal_(0, 0.1, new GeneratorOptional());
        }
    }
}
