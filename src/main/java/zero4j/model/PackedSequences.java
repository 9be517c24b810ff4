package zero4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import zero4j.torch.DeviceAndDtype;

/**
 * Sequences whose tokens are rows, those of a beginning that several have in common once. Linear layers see the rows without padding,
 * attention each sequence alone and whole; only attention pads, so that it can take sequences of nearly equal length together.
 *
 * @param tokens token ids, int64 [rows]
 * @param positions position of each token in its sequence, int64 [rows]
 * @param runs sequences that attention takes together
 * @param padding tokens that fill up the runs
 * @param places where the rows lie in the runs; null if they lie there as they are
 */
public record PackedSequences(
        Tensor tokens,
        Tensor positions,
        List<Run> runs,
        long padding,
        @Nullable Places places) {
    /**
     * Largest share of a run that may be padding. Below it the time for the padding is less than that for another call of
     * attention, forward and backward.
     */
    private static final double LARGEST_SHARE = 0.05;

    /**
     * Sequences of nearly equal length.
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
     * The way between rows and the places of the runs, one run after the other.
     *
     * @param spread int64 [places], the row at each place; at padding any row
     * @param back int64 [rows], a place of each row: attention finds the same at all of them
     */
    record Places(Tensor spread, Tensor back) {}

    /**
     * The rows of a sequence.
     *
     * @param first the first row of a beginning that others may have, too
     * @param common rows of that beginning; may be 0
     * @param own the first of the rows that nobody else has
     * @param rows how many these are
     */
    public record Sequence(int first, int common, int own, int rows) {
        int length() {
            return common + rows;
        }

        private int row(int position) {
            return position < common ? first + position : own + position - common;
        }
    }

    /** Packs sequences, one after the other. None may be empty. */
    public static PackedSequences of(DeviceAndDtype placement, List<int[]> sequences) {
        int total = sequences.stream().mapToInt(s -> s.length).sum();
        int[] tokens = new int[total];
        int[] positions = new int[total];
        List<Sequence> rows = new ArrayList<>();
        int at = 0;
        for (int[] sequence : sequences) {
            rows.add(new Sequence(at, 0, at, sequence.length));
            for (int i = 0; i < sequence.length; i++, at++) {
                tokens[at] = sequence[i];
                positions[at] = i;
            }
        }
        return of(placement, tokens, positions, rows);
    }

    /** One sequence. */
    public static PackedSequences of(DeviceAndDtype placement, int... sequence) {
        return of(placement, Arrays.asList(new int[][] {sequence}));
    }

    /**
     * Packs sequences that may have rows in common.
     *
     * @param tokens of the rows
     * @param positions of the rows in their sequences
     * @param sequences in any order; none may be empty, and together they have all rows
     */
    public static PackedSequences of(
            DeviceAndDtype placement, int[] tokens, int[] positions, List<Sequence> sequences) {
        List<Sequence> sorted = new ArrayList<>(sequences);
        sorted.sort(Comparator.comparingInt(Sequence::length));
        if (sorted.getFirst().length() == 0) {
            throw new IllegalArgumentException("an empty sequence cannot be packed");
        }
        List<Run> runs = runs(sorted);
        long attended = runs.stream().mapToLong(Run::tokens).sum();
        return new PackedSequences(
                longs(placement, tokens),
                longs(placement, positions),
                runs,
                attended - sorted.stream().mapToLong(Sequence::length).sum(),
                places(placement, sorted, tokens.length, runs));
    }

    private static Tensor longs(DeviceAndDtype placement, int[] numbers) {
        return placement.longs(Arrays.stream(numbers).asLongStream().toArray());
    }

    private static List<Run> runs(List<Sequence> sorted) {
        List<Run> runs = new ArrayList<>();
        int count = 0;
        long used = 0;
        long longest = 0;
        for (Sequence sequence : sorted) {
            long padded = (count + 1L) * sequence.length();
            if (padded - used - sequence.length() > LARGEST_SHARE * padded) {
                runs.add(new Run(count, longest));
                count = 0;
                used = 0;
            }
            count++;
            used += sequence.length();
            longest = sequence.length();
        }
        runs.add(new Run(count, longest));
        return List.copyOf(runs);
    }

    private static @Nullable Places places(DeviceAndDtype placement, List<Sequence> sorted, int rows, List<Run> runs) {
        long[] spread =
                new long[Math.toIntExact(runs.stream().mapToLong(Run::tokens).sum())];
        long[] back = new long[rows];
        boolean asTheyAre = spread.length == rows;
        int sequence = 0;
        int place = 0;
        for (Run run : runs) {
            for (int i = 0; i < run.count(); i++, sequence++) {
                Sequence own = sorted.get(sequence);
                for (int position = 0; position < run.length(); position++, place++) {
                    // Causal attention: no token looks at the padding behind it.
                    int row = own.row(Math.min(position, own.length() - 1));
                    spread[place] = row;
                    if (position < own.length()) {
                        back[row] = place;
                    }
                    asTheyAre &= row == place;
                }
            }
        }
        return asTheyAre ? null : new Places(placement.longs(spread), placement.longs(back));
    }

    /**
     * Some rows, [selected, …] of [rows, …]. Gradients of a row that is taken several times are added in the same order each time, which
     * those of {@code index_select} are not on a GPU.
     *
     * @param rows int64 [selected]
     */
    static Tensor select(Tensor x, Tensor rows) {
        return x.dim() == 2
                ? torch.embedding(x, rows)
                : torch.embedding(x.flatten(1, -1), rows).view(-1, x.size(1), x.size(2));
    }

    long longest() {
        return runs.stream().mapToLong(Run::length).max().orElse(0);
    }

    /** Tokens that attention computes: those of every sequence with its beginning, padding included. */
    public long attendedTokens() {
        return runs.stream().mapToLong(Run::tokens).sum();
    }
}
