package zero4j.session;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.dist.Communicator;
import zero4j.learn.LearnerBackend;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.learn.vector.VectorLearnerBackend;
import zero4j.learn.vector.VectorPassSettings;
import zero4j.model.CausalLm;
import zero4j.model.Gradients;
import zero4j.model.ModelFiles;
import zero4j.pretrain.PretrainSettings;
import zero4j.recipe.PretrainRecipe;
import zero4j.rollout.PolicyWeights;
import zero4j.torch.Threads;
import zero4j.weights.Dtype;
import zero4j.weights.ModelFolder;
import zero4j.weights.RandomWeights;

/**
 * What a pretraining learns with, opened with the weights that it begins or goes on with. {@link LearnerEngine} chooses.
 *
 * @param lm the model on LibTorch; null where updates are computed in Java
 * @param share LibTorch's threads; null as well
 */
record PretrainEngine(LearnerBackend backend, @Nullable CausalLm lm, Threads.@Nullable Share share)
        implements AutoCloseable {
    /** Of the distribution that is learnt. */
    private static final double TEMPERATURE = 1;

    /**
     * Opens what the recipe asks for.
     *
     * @param checkpoint whose weights it begins with; empty: those that the recipe names
     * @param follows whether the weights come from another process
     */
    static PretrainEngine open(PretrainSetup setup, Optional<Path> checkpoint, boolean follows, Communicator ranks) {
        return LearnerEngine.isVector(setup.recipe(), ranks.world())
                ? new PretrainEngine(vector(setup, checkpoint, follows, ranks), null, null)
                : torch(setup, checkpoint, follows, ranks);
    }

    private static LearnerBackend vector(
            PretrainSetup setup, Optional<Path> checkpoint, boolean follows, Communicator ranks) {
        PretrainRecipe recipe = setup.recipe();
        PretrainSettings train = recipe.train();
        Path tokenizer = setup.text().tokenizerFolder();
        VectorPassSettings passes = new VectorPassSettings(
                train.tokensPerMicroBatch(),
                train.activationCheckpointing(),
                true,
                Threads.resolve(recipe.device().threads()));
        if (follows || (checkpoint.isEmpty() && recipe.fromScratch())) {
            return new VectorLearnerBackend(
                    setup.config(), random(setup), tokenizer, passes, train.adamW(), TEMPERATURE, ranks);
        }
        try (ModelFolder folder = checkpoint
                .map(ModelFolder::open)
                .orElseGet(() -> ModelFolder.open(ModelArgument.folder(recipe.init()), tokenizer))) {
            return new VectorLearnerBackend(folder, tokenizer, passes, train.adamW(), TEMPERATURE, ranks);
        }
    }

    private static PolicyWeights random(PretrainSetup setup) {
        return consumer -> RandomWeights.forEach(
                setup.config(),
                setup.recipe().seed(),
                (weight, values) -> consumer.accept(
                        new PolicyWeights.Tensor(weight.name(), Dtype.F32.name(), weight.shape(), values)));
    }

    private static PretrainEngine torch(
            PretrainSetup setup, Optional<Path> checkpoint, boolean follows, Communicator ranks) {
        PretrainRecipe recipe = setup.recipe();
        Threads.Share share =
                Threads.oneComputes(Threads.resolve(recipe.device().threads()));
        try {
            CausalLm lm = lm(setup, checkpoint, follows, Ranks.gradients(ranks, recipe.dist()));
            return new PretrainEngine(torch(setup, lm, ranks), lm, share);
        } catch (RuntimeException | Error e) {
            share.close();
            throw e;
        }
    }

    private static CausalLm lm(PretrainSetup setup, Optional<Path> checkpoint, boolean follows, Gradients gradients) {
        if (follows) {
            return new CausalLm(setup.config(), setup.placement(), gradients);
        }
        return checkpoint
                .map(saved -> ModelFiles.load(saved, saved, setup.placement(), gradients))
                .orElseGet(() -> setup.text().model(setup.recipe(), setup.placement(), gradients));
    }

    private static LearnerBackend torch(PretrainSetup setup, CausalLm lm, Communicator ranks) {
        PretrainSettings train = setup.recipe().train();
        return new TorchLearnerBackend(
                lm,
                setup.text().tokenizerFolder(),
                new PassSettings(
                        train.tokensPerMicroBatch(), train.logprobChunk(), train.activationCheckpointing(), true, 1),
                train.adamW(),
                TEMPERATURE,
                ranks,
                setup.recipe().dist().shard());
    }

    @Override
    public void close() {
        backend.close();
        if (lm != null) {
            lm.close();
        }
        if (share != null) {
            share.close();
        }
    }
}
