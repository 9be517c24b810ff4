package zero4j.session;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.algorithm.KlSettings;
import zero4j.dist.Communicator;
import zero4j.dist.Sharding;
import zero4j.learn.AdamWSettings;
import zero4j.learn.Learner;
import zero4j.learn.LearnerBackend;
import zero4j.learn.LearnerSettings;
import zero4j.learn.LearnerSettings.Backend;
import zero4j.learn.PolicyScorer;
import zero4j.learn.ReferencePolicy;
import zero4j.learn.TrainSettings;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.learn.torch.TorchScorer;
import zero4j.learn.vector.VectorLearnerBackend;
import zero4j.learn.vector.VectorPassSettings;
import zero4j.learn.vector.VectorScorer;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.TrainRecipe;
import zero4j.torch.MatrixPeak;
import zero4j.vector.Machine;
import zero4j.vector.SharedWeights;
import zero4j.vector.VectorPeak;

/** What a training run learns with: its backend, opened with the weights that training goes on from. */
public final class LearnerEngine implements AutoCloseable {
    private final TrainSetup setup;
    private final LearnerBackend backend;
    private final @Nullable CausalLm lm;
    private final Communicator ranks;
    private boolean taken; // by a learner, who closes the backend

    private LearnerEngine(TrainSetup setup, LearnerBackend backend, @Nullable CausalLm lm, Communicator ranks) {
        this.setup = setup;
        this.backend = backend;
        this.lm = lm;
        this.ranks = ranks;
    }

    /**
     * Opens what the recipe asks for.
     *
     * @param checkpoint whose weights it begins with; empty: those of the recipe's model
     */
    static LearnerEngine open(TrainSetup setup, Optional<Path> checkpoint, Communicator ranks) {
        TrainRecipe recipe = setup.recipe();
        double temperature = recipe.rollout().temperature();
        if (isVector(recipe, ranks.world())) {
            return new LearnerEngine(setup, vector(setup, checkpoint, ranks), null, ranks);
        }
        CausalLm lm = model(setup, checkpoint, ranks);
        return new LearnerEngine(
                setup,
                new TorchLearnerBackend(
                        lm,
                        setup.base(),
                        PassSettings.of(recipe.train()),
                        recipe.train().adamW(),
                        temperature,
                        ranks,
                        recipe.dist().shard()),
                lm,
                ranks);
    }

    /** Beside an adapter the weights are always those that training began with; the adapter itself is the policy's to read. */
    private static LearnerBackend vector(TrainSetup setup, Optional<Path> checkpoint, Communicator ranks) {
        TrainRecipe recipe = setup.recipe();
        VectorPassSettings passes = vectorPasses(setup);
        AdamWSettings adamW = recipe.train().adamW();
        double temperature = recipe.rollout().temperature();
        return recipe.lora().enabled()
                ? VectorLearnerBackend.adapted(
                        setup.base(), recipe.lora(), recipe.seed(), passes, adamW, temperature, ranks)
                : new VectorLearnerBackend(
                        checkpoint.orElse(setup.base()), setup.base(), passes, adamW, temperature, ranks);
    }

    /**
     * Whether updates are computed in Java.
     *
     * @throws UserError if the recipe asks for that and it cannot be
     */
    static boolean isVector(TrainRecipe recipe, int processes) {
        return isVector(recipe, processes, recipe.dist().shard());
    }

    /** The same for another division of what processes keep. */
    static boolean isVector(TrainRecipe recipe, int processes, Sharding sharding) {
        return recipe.learnsInJava() && isVector(recipe.learner(), processes, sharding);
    }

    /** The same of a pretraining. */
    static boolean isVector(PretrainRecipe recipe, int processes) {
        return isVector(recipe, processes, recipe.dist().shard());
    }

    /** The same for another division of what processes keep. */
    static boolean isVector(PretrainRecipe recipe, int processes, Sharding sharding) {
        return recipe.device().isFloat32OnCpu()
                && recipe.learner().backend() != Backend.TORCH
                && isVector(recipe.learner(), processes, sharding);
    }

    private static boolean isVector(LearnerSettings learner, int processes, Sharding sharding) {
        Optional<String> problem = processes > 1 && sharding != Sharding.NONE
                ? Optional.of("several processes divide what they keep (dist.shard) through LibTorch")
                : Machine.problem();
        if (problem.isPresent() && learner.backend() == Backend.VECTOR) {
            throw new UserError("learner.backend: vector does not work here: " + problem.get() + "; use auto or torch");
        }
        return problem.isEmpty();
    }

    /** What computes updates, for people. */
    public static String inWords(TrainRecipe recipe, int processes) {
        return isVector(recipe, processes) ? "Java" : "LibTorch";
    }

    /** The same of a pretraining. */
    public static String inWords(PretrainRecipe recipe, int processes) {
        return isVector(recipe, processes) ? "Java" : "LibTorch";
    }

    private static VectorPassSettings vectorPasses(TrainSetup setup) {
        TrainSettings train = setup.recipe().train();
        return new VectorPassSettings(
                train.tokensPerMicroBatch(),
                train.activationCheckpointing(),
                true,
                train.workers() == 0 ? setup.threads() : train.workers());
    }

    private static CausalLm model(TrainSetup setup, Optional<Path> checkpoint, Communicator ranks) {
        TrainRecipe recipe = setup.recipe();
        if (recipe.lora().enabled()) {
            return ModelFiles.loadAdapted(setup.base(), setup.placement(), recipe.lora(), recipe.seed());
        }
        Path weights = checkpoint.orElse(setup.base());
        return ModelFiles.load(weights, weights, setup.placement(), Ranks.gradients(ranks, recipe.dist()));
    }

    /** The learner, with its backend, of which there is one. */
    Learner learner(ReferencePolicy reference) {
        Learner learner = new Learner(backend, setup.algorithm(), setup.recipe().train(), reference, ranks, peak());
        taken = true;
        return learner;
    }

    /** The model on LibTorch, for a sampler that shares it; null where updates are computed in Java. */
    @Nullable
    CausalLm lm() {
        return lm;
    }

    /** The weights as Java has packed them, for a sampler that shares them; null where LibTorch computes updates. */
    @Nullable
    SharedWeights packed() {
        return backend instanceof VectorLearnerBackend vector ? vector.shared() : null;
    }

    /** Floating-point operations per second of this process's device, measured. */
    private double peak() {
        return lm == null ? VectorPeak.measure(setup.threads()) : MatrixPeak.measure(setup.placement());
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
        double temperature = setup.recipe().rollout().temperature();
        return lm == null
                ? VectorScorer.open(model, vectorPasses(setup), temperature)
                : TorchScorer.open(
                        model, setup.placement(), PassSettings.of(setup.recipe().train()), temperature);
    }

    @Override
    public void close() {
        if (!taken) {
            backend.close();
        }
        if (lm != null) {
            lm.close();
        }
    }
}
