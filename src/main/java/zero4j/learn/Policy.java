package zero4j.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Episode;
import zero4j.algorithm.Response;
import zero4j.algorithm.TokenEstimates;
import zero4j.algorithm.TrainSequence;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.PolicyWeights;
import zero4j.run.Metric;
import zero4j.torch.MatrixPeak;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;

/** The model being trained, with its algorithm, learner and learning-rate schedule. Closes none of what it is given. */
public final class Policy {
    private final CausalLm lm;
    private final Algorithm algorithm;
    private final Learner learner;
    private final TrainSettings settings;
    private final int updatesPerStep;
    private final Path origin;
    private final double peak; // floating-point operations per second

    /**
     * @param lm trainable
     * @param learner of this model and algorithm
     * @param updatesPerStep optimizer steps per rollout batch, all epochs together
     * @param origin folder the model came from, whose tokenizer goes into the checkpoints
     */
    public Policy(
            CausalLm lm,
            Algorithm algorithm,
            Learner learner,
            TrainSettings settings,
            int updatesPerStep,
            Path origin) {
        this.lm = lm;
        this.algorithm = algorithm;
        this.learner = learner;
        this.settings = settings;
        this.updatesPerStep = updatesPerStep;
        this.origin = origin;
        this.peak = MatrixPeak.measure(lm.placement());
    }

    /**
     * Takes over the state of a checkpoint: the optimizer's, and the adapter if the model has one. Other weights are the
     * caller's to load: those of the checkpoint, or, beside an adapter, those that training began with.
     */
    public void resume(Path checkpoint) {
        lm.adapter().ifPresent(adapter -> Checkpoint.readAdapter(checkpoint, adapter));
        Checkpoint.readOptimizer(checkpoint, learner);
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /** The responses of scored groups with their advantages, in the same order. */
    public List<TrainSequence> sequences(List<ScoredGroup> groups) {
        List<Response> responses = groups.stream()
                .flatMap(group ->
                        group.completions().stream().map(scored -> Response.of(group.prompt(), scored.completion())))
                .toList();
        List<TokenEstimates> estimates = learner.assess(responses);
        List<List<Episode>> episodes = new ArrayList<>();
        int at = 0;
        for (ScoredGroup group : groups) {
            List<Episode> ofGroup = new ArrayList<>();
            for (int i = 0; i < group.completions().size(); i++, at++) {
                double reward = group.completions().get(i).reward();
                ofGroup.add(new Episode(responses.get(at), reward, estimates.get(at)));
            }
            episodes.add(ofGroup);
        }
        return algorithm.sequences(episodes);
    }

    /**
     * Learns from the responses of one rollout batch.
     *
     * @param step from 1
     * @param lost told of updates that are not applied because they are not finite
     */
    public LearnReport learn(List<TrainSequence> sequences, long step, Consumer<NonFiniteUpdate> lost) {
        LearnReport report = learner.learn(sequences, update -> learningRate(step, update), lost);
        if (report.tokens() == 0) {
            return report;
        }
        double flops = UpdateFlops.of(lm.config(), report.tokens(), report.squaredLengths());
        return report.with(Metric.MFU, flops / report.of(Metric.SECONDS_UPDATE) / peak);
    }

    private double learningRate(long step, int update) {
        long total = (long) settings.steps() * updatesPerStep;
        long index = (step - 1) * updatesPerStep + update;
        return settings.learningRate() * settings.schedule().share(index, total, settings.warmupSteps(), 0);
    }

    /** The weights as they are now, an adapter merged into them one tensor at a time. */
    public PolicyWeights weights() {
        return consumer -> lm.parameters().named().keySet().forEach(name -> {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                Tensor tensor = lm.merged(name);
                Tensor host = tensor.is_cuda() ? tensor.cpu() : tensor;
                consumer.accept(new PolicyWeights.Tensor(
                        name,
                        ModelFiles.storedType(lm).name(),
                        tensor.sizes().vec().get(),
                        SegmentPointer.memory(host)));
            }
        });
    }

    public void write(Path folder, TrainState state) throws IOException {
        Checkpoint.write(folder, lm, learner, state, origin);
    }
}
