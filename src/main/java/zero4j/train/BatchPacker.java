package zero4j.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import zero4j.algorithm.TrainSequence;

/**
 * Splits an update into micro-batches of at most so many tokens, sequences of similar length together. A sequence longer than
 * the limit is a micro-batch of its own. The gradient does not depend on the split.
 */
final class BatchPacker {
    private final int tokensPerMicroBatch;

    BatchPacker(int tokensPerMicroBatch) {
        this.tokensPerMicroBatch = tokensPerMicroBatch;
    }

    /** The micro-batches, shortest sequences first. */
    List<List<TrainSequence>> pack(List<TrainSequence> sequences) {
        List<TrainSequence> sorted = new ArrayList<>(sequences);
        sorted.sort(Comparator.comparingInt(s -> s.tokens().length));
        List<List<TrainSequence>> microBatches = new ArrayList<>();
        List<TrainSequence> current = new ArrayList<>();
        int size = 0;
        for (TrainSequence sequence : sorted) {
            if (!current.isEmpty() && size + sequence.tokens().length > tokensPerMicroBatch) {
                microBatches.add(List.copyOf(current));
                current.clear();
                size = 0;
            }
            current.add(sequence);
            size += sequence.tokens().length;
        }
        if (!current.isEmpty()) {
            microBatches.add(List.copyOf(current));
        }
        return microBatches;
    }
}
