package zero4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import zero4j.torch.Placement;

/**
 * Sequences one after the other without padding. Linear layers see all tokens at once, attention each sequence alone.
 *
 * @param tokens token ids, int64 [tokens]
 * @param positions position of each token in its sequence, int64 [tokens]
 * @param runs neighbouring sequences of equal length, which attention can take together
 */
public record PackedSequences(Tensor tokens, Tensor positions, List<Run> runs) {
    /**
     * Neighbouring sequences of equal length.
     *
     * @param start index of the first token
     * @param count number of sequences
     * @param length tokens of each
     */
    public record Run(long start, long count, long length) {
        /** Tokens of all its sequences. */
        public long tokens() {
            return count * length;
        }
    }

    /** Packs sequences in the given order; sequences of equal length should be neighbours. None may be empty. */
    public static PackedSequences of(Placement placement, List<int[]> sequences) {
        int total = sequences.stream().mapToInt(s -> s.length).sum();
        long[] tokens = new long[total];
        long[] positions = new long[total];
        List<Run> runs = new ArrayList<>();
        int at = 0;
        for (int[] sequence : sequences) {
            if (sequence.length == 0) {
                throw new IllegalArgumentException("an empty sequence cannot be packed");
            }
            Run last = runs.isEmpty() ? new Run(0, 0, 0) : runs.getLast();
            if (last.length() == sequence.length) {
                runs.set(runs.size() - 1, new Run(last.start(), last.count() + 1, last.length()));
            } else {
                runs.add(new Run(at, 1, sequence.length));
            }
            for (int i = 0; i < sequence.length; i++, at++) {
                tokens[at] = sequence[i];
                positions[at] = i;
            }
        }
        return new PackedSequences(placement.longs(tokens), placement.longs(positions), List.copyOf(runs));
    }

    /** One sequence. */
    public static PackedSequences of(Placement placement, int... sequence) {
        return of(placement, Arrays.asList(new int[][] {sequence}));
    }

    long longest() {
        return runs.stream().mapToLong(Run::length).max().orElse(0);
    }
}
