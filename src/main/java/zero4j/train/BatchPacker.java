package zero4j.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Splits an update into micro-batches of at most so many tokens, sequences of similar length together. A sequence longer than
 * the limit is a micro-batch of its own. The gradient does not depend on the split.
 */
final class BatchPacker {
    private final int tokensPerMicroBatch;

    BatchPacker(int tokensPerMicroBatch) {
        this.tokensPerMicroBatch = tokensPerMicroBatch;
    }

    /**
     * The micro-batches, shortest sequences first.
     *
     * @param tokens length of a sequence, prompt included
     */
    <T> List<List<T>> pack(List<T> sequences, ToIntFunction<T> tokens) {
        List<T> sorted = new ArrayList<>(sequences);
        sorted.sort(Comparator.comparingInt(tokens));
        List<List<T>> microBatches = new ArrayList<>();
        List<T> current = new ArrayList<>();
        int size = 0;
        for (T sequence : sorted) {
            int length = tokens.applyAsInt(sequence);
            if (!current.isEmpty() && size + length > tokensPerMicroBatch) {
                microBatches.add(List.copyOf(current));
                current.clear();
                size = 0;
            }
            current.add(sequence);
            size += length;
        }
        if (!current.isEmpty()) {
            microBatches.add(List.copyOf(current));
        }
        return microBatches;
    }
}
