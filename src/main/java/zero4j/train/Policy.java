package zero4j.train;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.Algorithm;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.rollout.PolicyWeights;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;

/** The model being trained, with its learner and learning-rate schedule. Does not close the model. */
public final class Policy implements AutoCloseable {
    private final CausalLm lm;
    private final Learner learner;
    private final TrainSettings settings;
    private final int updatesPerStep;
    private final Path origin;

    /**
     * @param lm trainable
     * @param temperature of the sampler
     * @param updatesPerStep optimizer steps per rollout batch, all epochs together
     * @param origin folder the model came from, whose tokenizer goes into the checkpoints
     */
    public Policy(
            CausalLm lm,
            Algorithm algorithm,
            TrainSettings settings,
            double temperature,
            int updatesPerStep,
            Path origin) {
        this.lm = lm;
        this.learner = new Learner(lm, algorithm, settings, temperature);
        this.settings = settings;
        this.updatesPerStep = updatesPerStep;
        this.origin = origin;
    }

    /** Takes over the optimizer's state of a checkpoint; the model's weights are the caller's to load. */
    public void resume(Path checkpoint) {
        Checkpoint.readOptimizer(checkpoint, learner.optimizer());
    }

    Learner learner() {
        return learner;
    }

    double learningRate(long step, int update) {
        long total = (long) settings.steps() * updatesPerStep;
        long index = (step - 1) * updatesPerStep + update;
        return settings.learningRate() * settings.schedule().share(index, total, settings.warmupSteps(), 0);
    }

    /** The weights as they are now. */
    PolicyWeights weights() {
        return consumer -> lm.parameters().named().forEach((name, tensor) -> {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                Tensor host = tensor.is_cuda() ? tensor.cpu() : tensor;
                consumer.accept(new PolicyWeights.Tensor(
                        name,
                        ModelFiles.storedType(lm).name(),
                        tensor.sizes().vec().get(),
                        SegmentPointer.memory(host)));
            }
        });
    }

    void write(Path folder, TrainState state) throws IOException {
        Checkpoint.write(folder, lm, learner.optimizer(), state, origin);
    }

    @Override
    public void close() {
        learner.close();
    }
}
