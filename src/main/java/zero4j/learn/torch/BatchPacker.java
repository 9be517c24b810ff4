package zero4j.learn.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Splits an update into micro-batches of about equal size and at most so many tokens, sequences of similar length together. A
 * sequence longer than the limit is a micro-batch of its own. The gradient does not depend on the split.
 */
final class BatchPacker {
    /** Micro-batches of each worker, so that those with long sequences can be balanced by those with short ones. */
    private static final int PER_WORKER = 2;
    /** Below it the work of starting a tensor operation shows. */
    private static final long FEWEST_TOKENS = 1024;

    private final int tokensPerMicroBatch;
    private final int workers;

    /** For one who computes a micro-batch after the other. */
    public BatchPacker(int tokensPerMicroBatch) {
        this(tokensPerMicroBatch, 1);
    }

    /** @param workers who compute micro-batches at the same time */
    BatchPacker(int tokensPerMicroBatch, int workers) {
        this.tokensPerMicroBatch = tokensPerMicroBatch;
        this.workers = workers;
    }

    /**
     * The micro-batches, shortest sequences first.
     *
     * @param tokens length of a sequence, prompt included
     */
    public <T> List<List<T>> pack(List<T> sequences, ToIntFunction<T> tokens) {
        List<T> sorted = new ArrayList<>(sequences);
        sorted.sort(Comparator.comparingInt(tokens));
        long total = sorted.stream().mapToLong(tokens::applyAsInt).sum();
        List<List<T>> parts = split(sorted, tokens, total, fewest(total));
        for (int count = fewest(total) + workers; !fits(parts, tokens); count += workers) {
            parts = split(sorted, tokens, total, count);
        }
        return parts;
    }

    /** A multiple of the number of workers. */
    private int fewest(long total) {
        int perWorker = total >= FEWEST_TOKENS * PER_WORKER * workers ? PER_WORKER : 1;
        int wanted = workers == 1 ? 1 : perWorker * workers;
        int needed = Math.toIntExact(Math.ceilDiv(total, tokensPerMicroBatch));
        return workers * Math.ceilDiv(Math.max(wanted, needed), workers);
    }

    /** Each sequence goes to the part that its middle lies in. */
    private static <T> List<List<T>> split(List<T> sorted, ToIntFunction<T> tokens, long total, int count) {
        List<List<T>> parts = new ArrayList<>();
        long before = 0;
        long last = -1;
        for (T sequence : sorted) {
            int length = tokens.applyAsInt(sequence);
            long part = (2 * before + length) * count / (2 * total);
            if (part != last) {
                parts.add(new ArrayList<>());
                last = part;
            }
            parts.getLast().add(sequence);
            before += length;
        }
        return parts;
    }

    private <T> boolean fits(List<List<T>> parts, ToIntFunction<T> tokens) {
        return parts.stream()
                .allMatch(part -> part.size() == 1
                        || part.stream().mapToLong(tokens::applyAsInt).sum() <= tokensPerMicroBatch);
    }
}
