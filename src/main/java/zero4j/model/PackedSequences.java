package zero4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import zero4j.torch.DeviceAndDtype;

/**
 * Sequences one after the other. Linear layers see their tokens without padding, attention each sequence alone; only attention
 * pads, so that it can take neighbours of nearly equal length together.
 *
 * @param tokens token ids, int64 [tokens]
 * @param positions position of each token in its sequence, int64 [tokens]
 * @param runs neighbouring sequences that attention takes together
 * @param padding where the tokens lie in the runs; null if no sequence is shorter than its run
 */
public record PackedSequences(
        Tensor tokens,
        Tensor positions,
        List<Run> runs,
        @Nullable Padding padding) {
    /**
     * Largest share of a run that may be padding. Below it the time for the padding is less than that for another call of
     * attention, forward and backward.
     */
    private static final double LARGEST_SHARE = 0.05;

    /**
     * Neighbouring sequences.
     *
     * @param count number of sequences
     * @param length tokens of each, padding included
     */
    public record Run(long count, long length) {
        /** Tokens of all its sequences, padding included. */
        public long tokens() {
            return count * length;
        }
    }

    /**
     * The way between packed tokens and those of the runs one after the other.
     *
     * @param spread int64 [tokens of all runs], the packed token at each place; at padding any token
     * @param places int64 [tokens], the place of each packed token
     */
    record Padding(Tensor spread, Tensor places) {}

    /** Packs sequences in the given order; sequences of similar length should be neighbours. None may be empty. */
    public static PackedSequences of(DeviceAndDtype placement, List<int[]> sequences) {
        int total = sequences.stream().mapToInt(s -> s.length).sum();
        long[] tokens = new long[total];
        long[] positions = new long[total];
        int at = 0;
        for (int[] sequence : sequences) {
            if (sequence.length == 0) {
                throw new IllegalArgumentException("an empty sequence cannot be packed");
            }
            for (int i = 0; i < sequence.length; i++, at++) {
                tokens[at] = sequence[i];
                positions[at] = i;
            }
        }
        int[] lengths = sequences.stream().mapToInt(s -> s.length).toArray();
        List<Run> runs = runs(lengths);
        return new PackedSequences(
                placement.longs(tokens), placement.longs(positions), runs, padding(placement, lengths, total, runs));
    }

    /** One sequence. */
    public static PackedSequences of(DeviceAndDtype placement, int... sequence) {
        return of(placement, Arrays.asList(new int[][] {sequence}));
    }

    private static List<Run> runs(int[] lengths) {
        List<Run> runs = new ArrayList<>();
        int first = 0;
        long used = 0;
        long longest = 0;
        for (int i = 0; i < lengths.length; i++) {
            long padded = (i - first + 1) * Math.max(longest, lengths[i]);
            if (padded - used - lengths[i] > LARGEST_SHARE * padded) {
                runs.add(new Run(i - first, longest));
                first = i;
                used = 0;
                longest = 0;
            }
            used += lengths[i];
            longest = Math.max(longest, lengths[i]);
        }
        runs.add(new Run(lengths.length - first, longest));
        return List.copyOf(runs);
    }

    private static @Nullable Padding padding(DeviceAndDtype placement, int[] lengths, int tokens, List<Run> runs) {
        int padded = Math.toIntExact(runs.stream().mapToLong(Run::tokens).sum());
        if (padded == tokens) {
            return null;
        }
        long[] spread = new long[padded];
        long[] places = new long[tokens];
        int sequence = 0;
        int place = 0;
        int token = 0;
        for (Run run : runs) {
            for (int i = 0; i < run.count(); i++, sequence++) {
                for (int position = 0; position < run.length(); position++, place++) {
                    // Causal attention: no token looks at the padding behind it.
                    spread[place] = (long) token + Math.min(position, lengths[sequence] - 1);
                    if (position < lengths[sequence]) {
                        places[token + position] = place;
                    }
                }
                token += lengths[sequence];
            }
        }
        return new Padding(placement.longs(spread), placement.longs(places));
    }

    long longest() {
        return runs.stream().mapToLong(Run::length).max().orElse(0);
    }

    /** Tokens that attention computes, padding included. */
    public long attendedTokens() {
        return runs.stream().mapToLong(Run::tokens).sum();
    }
}
