package zero4j.data;

import java.util.Random;
import zero4j.SplitMix64;
import zero4j.Words;

/**
 * The order in which questions are asked: an immutable state of two numbers. The same state gives the same questions on
 * every machine, so a run resumes exactly.
 *
 * <p>Finite sets are asked in epochs: every question once, in an order shuffled anew for each epoch. Endless sets are
 * asked from 0 upwards.
 *
 * @param seed decides the order of finite sets
 * @param position how many questions have been asked
 */
public record PromptOrder(long seed, long position) {
    public PromptOrder {
        if (position < 0) {
            throw new IllegalArgumentException("the position in the questions is negative: " + position);
        }
    }

    /**
     * Some questions and the state after them.
     *
     * @param indices indices into the set, in the order of asking
     */
    public record Draw(long[] indices, PromptOrder after) {}

    /** The state before the first question. */
    public static PromptOrder start(long seed) {
        return new PromptOrder(seed, 0);
    }

    /**
     * The next {@code count} questions of a set of {@code size}; epochs follow each other without a gap.
     *
     * @param size {@link QuestionSet#size()}; the same in every call of a run
     * @throws IllegalArgumentException when the set is empty, or finite with more than 2^31 - 1 questions
     */
    public Draw next(long size, int count) {
        if (size < 1 || count < 0) {
            throw new IllegalArgumentException("cannot draw " + count + " of " + Words.counted(size, "question"));
        }
        long[] indices = new long[count];
        if (size == QuestionSet.ENDLESS) {
            for (int i = 0; i < count; i++) {
                indices[i] = position + i;
            }
        } else {
            fill(indices, size);
        }
        return new Draw(indices, new PromptOrder(seed, Math.addExact(position, count)));
    }

    private void fill(long[] indices, long size) {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a finite set of " + Words.counted(size, "question") + " is too large to shuffle");
        }
        long epoch = -1;
        int[] order = {};
        for (int i = 0; i < indices.length; i++) {
            long at = position + i;
            if (at / size != epoch) {
                epoch = at / size;
                order = shuffled((int) size, epoch);
            }
            indices[i] = order[(int) (at % size)];
        }
    }

    private int[] shuffled(int size, long epoch) {
        // Random's algorithm is part of its specification: the order does not change with the Java runtime.
        Random random = new Random(mix(seed + mix(epoch + 1)));
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static long mix(long value) {
        return SplitMix64.mix(value + SplitMix64.GOLDEN_GAMMA);
    }
}
