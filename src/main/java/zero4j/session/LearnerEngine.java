package zero4j.session;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.algorithm.KlSettings;
import zero4j.dist.Communicator;
import zero4j.learn.LearnerBackend;
import zero4j.learn.PolicyScorer;
import zero4j.learn.ReferencePolicy;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.learn.torch.TorchScorer;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.recipe.TrainRecipe;
import zero4j.torch.MatrixPeak;

/** What a training run learns with: its backend, opened with the weights that training goes on from. */
final class LearnerEngine implements AutoCloseable {
    private final TrainSetup setup;
    private final LearnerBackend backend;
    private final CausalLm lm;

    private LearnerEngine(TrainSetup setup, LearnerBackend backend, CausalLm lm) {
        this.setup = setup;
        this.backend = backend;
        this.lm = lm;
    }

    /** @param checkpoint whose weights it begins with; empty: those of the recipe's model */
    static LearnerEngine open(TrainSetup setup, Optional<Path> checkpoint, Communicator ranks) {
        TrainRecipe recipe = setup.recipe();
        CausalLm lm = model(setup, checkpoint, ranks);
        return new LearnerEngine(
                setup,
                new TorchLearnerBackend(
                        lm,
                        setup.base(),
                        PassSettings.of(recipe.train()),
                        recipe.train().adamW(),
                        recipe.rollout().temperature(),
                        ranks,
                        recipe.dist().shard()),
                lm);
    }

    /** Beside an adapter the weights are always those that training began with; the adapter itself is the policy's to read. */
    private static CausalLm model(TrainSetup setup, Optional<Path> checkpoint, Communicator ranks) {
        TrainRecipe recipe = setup.recipe();
        if (recipe.lora().enabled()) {
            return ModelFiles.loadAdapted(setup.base(), setup.placement(), recipe.lora(), recipe.seed());
        }
        Path weights = checkpoint.orElse(setup.base());
        return ModelFiles.load(weights, weights, setup.placement(), Ranks.gradients(ranks, recipe.dist()));
    }

    /** Closed by the learner. */
    LearnerBackend backend() {
        return backend;
    }

    /** The model, for a sampler on LibTorch. */
    @Nullable
    CausalLm lm() {
        return lm;
    }

    /** Floating-point operations per second of this process's device, measured; 0 if not known. */
    double peak() {
        return MatrixPeak.measure(setup.placement());
    }

    /** The policy that KL is measured from, if the algorithm does so. */
    ReferencePolicy reference() {
        if (!setup.algorithm().objective().kl().on()) {
            return ReferencePolicy.NONE;
        }
        KlSettings kl = setup.recipe().algorithm().kl();
        Optional<PolicyScorer> beneath = kl.reference().isEmpty() ? backend.beneathAdapter() : Optional.empty();
        if (beneath.isPresent()) {
            return ReferencePolicy.resident(beneath.get());
        }
        Path model = kl.reference().isEmpty() ? setup.base() : ModelArgument.folder(kl.reference());
        return kl.offload() ? ReferencePolicy.offloaded(() -> frozen(model)) : ReferencePolicy.resident(frozen(model));
    }

    private PolicyScorer frozen(Path model) {
        return TorchScorer.open(
                model,
                setup.placement(),
                PassSettings.of(setup.recipe().train()),
                setup.recipe().rollout().temperature());
    }

    @Override
    public void close() {
        lm.close();
    }
}
