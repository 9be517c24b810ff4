package zero4j.pretrain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.dist.Communicator;
import zero4j.dist.Shares;
import zero4j.learn.BatchPacker;
import zero4j.learn.TokenLogprobs;
import zero4j.learn.UpdateFlops;
import zero4j.model.CausalLm;
import zero4j.model.PackedSequences;
import zero4j.model.RecordedForward;
import zero4j.torch.DeviceAndDtype;

/**
 * The gradient of the mean cross-entropy over a batch's tokens, a micro-batch at a time and in each a chunk of logits at a time.
 * Every document is a sequence of its own. The divisor counts the whole batch, so the gradient does not depend on the split, also over
 * several processes: each computes a share of the documents, and the gradients are to be summed.
 */
final class BatchGradient {
    private final CausalLm lm;
    private final BatchPacker packer;
    private final TokenLogprobs scorer;
    private final boolean checkpointing;
    private final Communicator ranks;

    /** @param lm whose gradient buffer the result goes to */
    BatchGradient(CausalLm lm, PretrainSettings settings, Communicator ranks) {
        this.lm = lm;
        this.packer = new BatchPacker(settings.tokensPerMicroBatch());
        this.scorer = new TokenLogprobs(
                lm, 1, TokenLogprobs.chunk(settings.logprobChunk(), lm.config().vocabSize()));
        this.checkpointing = settings.activationCheckpointing();
        this.ranks = ranks;
    }

    /**
     * Leaves this process's part of the gradient in the buffer.
     *
     * @param documents of at least two tokens each: the whole batch, also where several processes share it
     * @param begins told of the number of micro-batches before the first one
     * @param complete told on the way back of the last one from which place on the buffer gets nothing more
     * @return this process's part of the mean cross-entropy, nats per token
     */
    double compute(List<int[]> documents, IntConsumer begins, Optional<LongConsumer> complete) {
        lm.parameters().zeroGradients();
        long predicted = documents.stream().mapToLong(d -> d.length - 1L).sum();
        double sum = 0;
        List<List<int[]>> micros = packer.pack(own(documents), d -> d.length);
        begins.accept(micros.size());
        for (int i = 0; i < micros.size(); i++) {
            sum += add(micros.get(i), predicted, i == micros.size() - 1 ? complete : Optional.empty());
        }
        return sum / predicted;
    }

    /** The documents of this process. */
    private List<int[]> own(List<int[]> documents) {
        if (ranks.world() == 1) {
            return documents;
        }
        long[] costs = documents.stream()
                .mapToLong(document -> UpdateFlops.cost(lm.config(), document.length))
                .toArray();
        return Shares.byCost(costs, ranks.world()).get(ranks.rank()).stream()
                .map(documents::get)
                .toList();
    }

    /**
     * Adds a micro-batch's part.
     *
     * @param predicted tokens of the whole batch that are predicted
     * @return the sum of its cross-entropies
     */
    private double add(List<int[]> documents, long predicted, Optional<LongConsumer> complete) {
        try (var _ = new PointerScope()) {
            DeviceAndDtype placement = lm.placement();
            PackedSequences inputs = PackedSequences.of(
                    placement,
                    documents.stream().map(d -> Arrays.copyOf(d, d.length - 1)).toList());
            Tensor targets = placement.longs(documents.stream()
                    .flatMapToInt(d -> IntStream.of(d).skip(1))
                    .asLongStream()
                    .toArray()); // [tokens]
            Tensor rows = torch.arange(new Scalar(targets.size(0)), placement.options(ScalarType.Long)); // [tokens]
            RecordedForward forward = lm.record(inputs, rows, checkpointing, complete);
            TokenLogprobs.Scores scores = scorer.scoreForBackward(forward.hidden(), targets);
            Tensor gradient = torch.full_like(scores.logprobs(), new Scalar(-1.0 / predicted)); // [tokens]
            forward.backward(scorer.backward(scores, gradient, null));
            return -scores.logprobs().to(ScalarType.Double).sum().item_double();
        }
    }
}
