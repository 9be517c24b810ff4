package zero4j.pretrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import zero4j.UserError;
import zero4j.learn.FusedAdamW;
import zero4j.learn.Gradients;
import zero4j.model.CausalLm;
import zero4j.model.PackedSequences;
import zero4j.torch.Placement;

/**
 * Next-token prediction on documents: mean cross-entropy over the tokens of a batch, AdamW, clipped gradients. Every document
 * is a sequence of its own.
 */
public final class Pretrainer {
    private final CausalLm lm;
    private final PretrainSettings settings;
    private final Documents documents;

    /** Hears of progress. */
    @FunctionalInterface
    public interface Listener {
        /**
         * After every {@code log_every} steps, and after the last.
         *
         * @param step from 1
         * @param tokens learnt from so far
         * @param loss mean over the last steps, nats per token
         */
        void step(long step, long tokens, double loss, double learningRate);
    }

    /** Trains all parameters of {@code lm}, which must be trainable. */
    public Pretrainer(CausalLm lm, PretrainSettings settings, Documents documents) {
        this.lm = lm;
        this.settings = settings;
        this.documents = documents;
    }

    /** Learns from the settings' number of tokens. */
    public void run(Listener listener) {
        var adamSettings = new FusedAdamW.Settings(settings.beta1(), settings.beta2(), 1e-8, settings.weightDecay());
        long steps = settings.steps();
        long next = 0;
        long tokens = 0;
        double lossSum = 0;
        int lossCount = 0;
        try (FusedAdamW optimizer =
                new FusedAdamW(lm.parameters().values(), lm.parameters().gradients(), adamSettings)) {
            for (long step = 0; step < steps; step++) {
                List<int[]> batch = batch(next, step / (double) steps);
                next += batch.size();
                tokens += batch.stream().mapToInt(d -> d.length).sum();
                double rate = settings.learningRate()
                        * settings.schedule().share(step, steps, settings.warmupSteps(), settings.finalLearningRate());
                lossSum += step(batch, optimizer, rate);
                lossCount++;
                if ((step + 1) % settings.logEvery() == 0 || step + 1 == steps) {
                    listener.step(step + 1, tokens, lossSum / lossCount, rate);
                    lossSum = 0;
                    lossCount = 0;
                }
            }
        }
    }

    private List<int[]> batch(long first, double progress) {
        List<int[]> batch = new ArrayList<>();
        int size = 0;
        while (size < settings.batchTokens()) {
            int[] document = documents.document(first + batch.size(), progress);
            int limit = settings.sequenceLength();
            batch.add(document.length > limit ? Arrays.copyOf(document, limit) : document);
            size += batch.getLast().length;
        }
        batch.sort(Comparator.comparingInt(d -> d.length));
        return batch;
    }

    private double step(List<int[]> batch, FusedAdamW optimizer, double rate) {
        lm.parameters().zeroGradients();
        double loss;
        try (var _ = new PointerScope()) {
            Placement placement = lm.placement();
            PackedSequences inputs = PackedSequences.of(
                    placement,
                    batch.stream().map(d -> Arrays.copyOf(d, d.length - 1)).toList());
            Tensor targets = placement.longs(batch.stream()
                    .flatMapToInt(d -> IntStream.of(d).skip(1))
                    .asLongStream()
                    .toArray());
            Tensor mean = torch.cross_entropy_loss(lm.logits(lm.forward(inputs)), targets);
            mean.backward();
            loss = mean.item_double();
        }
        double norm = Gradients.clip(lm.parameters().gradients(), settings.maxGradNorm());
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new UserError("the loss is " + loss + " and the gradient norm " + norm
                    + ": pretraining diverged; lower train.learning_rate, which is " + settings.learningRate());
        }
        optimizer.step(rate);
        return loss;
    }
}
