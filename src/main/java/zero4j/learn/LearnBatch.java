package zero4j.learn;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sequences as the rows of one pass. Sequences with the same prompt are a group, whose prompt is computed once; a group's rows are
 * those of its prompt and then those of one sample after the other. A row stands for the token that the next one is predicted from, so
 * the last token of a sequence has none. Tokens behind the last scored one are left out.
 */
public final class LearnBatch {
    /** Shorter prompts are not worth a group: it saves few rows then, and attention goes over all of its rows in one piece of work. */
    private static final int SHORTEST_SHARED = 4;

    private final int[] tokens; // [rows]
    private final int[] positions; // [rows]
    private final int[] scoredRows; // [scored], the row that predicts each scored token
    private final int[] targets; // [scored]
    private final int[] byRow; // [scored], the scored tokens in the order of the rows that predict them
    private final int[] firstOfRow; // [rows + 1], where those of each row begin
    private final List<Group> groups;
    private int rows;
    private int longest;

    /**
     * Rows that attend to each other.
     *
     * @param first its first row
     * @param prompt rows of a shared prompt; 0 if there is one sample, which then has its prompt's rows, too
     * @param samples rows of each sample
     */
    public record Group(int first, int prompt, int[] samples) {
        /** Pairs of a row and one that it attends to, itself included. */
        public long pairs() {
            long pairs = UpdateFlops.pairs(prompt);
            for (int sample : samples) {
                pairs += (long) sample * prompt + UpdateFlops.pairs(sample);
            }
            return pairs;
        }
    }

    /**
     * Sequences as rows.
     *
     * @param shared whether a prompt that several sequences have is computed once
     */
    public static LearnBatch of(List<ScoredSequence> sequences, boolean shared) {
        return new LearnBatch(sequences, shared);
    }

    private LearnBatch(List<ScoredSequence> sequences, boolean shared) {
        int most = sequences.stream().mapToInt(s -> s.tokens().length).sum();
        int scored = sequences.stream().mapToInt(ScoredSequence::count).sum();
        this.tokens = new int[most];
        this.positions = new int[most];
        this.scoredRows = new int[scored];
        this.targets = new int[scored];
        int[] starts = new int[sequences.size()]; // where each sequence's scored tokens begin
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + sequences.get(i - 1).count();
        }
        List<Group> found = new ArrayList<>();
        for (List<Integer> members : grouped(sequences, shared)) {
            List<Integer> asked =
                    members.stream().filter(i -> end(sequences.get(i)) > 0).toList();
            if (!asked.isEmpty()) {
                found.add(add(sequences, asked, starts));
            }
        }
        this.groups = List.copyOf(found);
        this.firstOfRow = new int[rows + 1];
        this.byRow = new int[scored];
        for (int row : scoredRows) {
            firstOfRow[row + 1]++;
        }
        for (int row = 0; row < rows; row++) {
            firstOfRow[row + 1] += firstOfRow[row];
        }
        int[] next = Arrays.copyOf(firstOfRow, rows);
        for (int i = 0; i < scored; i++) {
            byRow[next[scoredRows[i]]++] = i;
        }
    }

    /**
     * Indices of the sequences of each group, groups and sequences in their order.
     *
     * @param shared whether a prompt that several sequences have is computed once
     */
    static List<List<Integer>> grouped(List<ScoredSequence> sequences, boolean shared) {
        Map<IntBuffer, List<Integer>> byPrompt = new HashMap<>();
        List<List<Integer>> groups = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            ScoredSequence sequence = sequences.get(i);
            List<Integer> group = new ArrayList<>();
            if (shared && sequence.given() >= SHORTEST_SHARED) {
                List<Integer> known =
                        byPrompt.putIfAbsent(IntBuffer.wrap(sequence.tokens(), 0, sequence.given()), group);
                group = known == null ? group : known;
            }
            if (group.isEmpty()) {
                groups.add(group);
            }
            group.add(i);
        }
        return groups;
    }

    private Group add(List<ScoredSequence> sequences, List<Integer> members, int[] starts) {
        int first = rows;
        ScoredSequence leading = sequences.get(members.getFirst());
        int prompt = members.size() == 1 ? 0 : leading.given();
        addRows(leading.tokens(), 0, prompt);
        int[] samples = new int[members.size()];
        for (int m = 0; m < samples.length; m++) {
            ScoredSequence sequence = sequences.get(members.get(m));
            int begin = rows;
            int end = end(sequence);
            addRows(sequence.tokens(), prompt, sequence.given() + end - 1);
            samples[m] = rows - begin;
            int at = starts[members.get(m)];
            for (int i = 0; i < end; i++) {
                if (sequence.scored()[i]) {
                    int position = sequence.given() + i - 1;
                    scoredRows[at] = position < prompt ? first + position : begin + position - prompt;
                    targets[at++] = sequence.tokens()[position + 1];
                }
            }
        }
        return new Group(first, prompt, samples);
    }

    /** How many of the tokens behind the given ones there are up to the last that is asked about. */
    private static int end(ScoredSequence sequence) {
        int end = sequence.scored().length;
        while (end > 0 && !sequence.scored()[end - 1]) {
            end--;
        }
        return end;
    }

    private void addRows(int[] sequence, int from, int to) {
        for (int position = from; position < to; position++) {
            tokens[rows] = sequence[position];
            positions[rows++] = position;
        }
        longest = Math.max(longest, to);
    }

    /** Rows of all groups: tokens that the model computes. */
    public int rows() {
        return rows;
    }

    /** Pairs of a row and one that it attends to, of all groups. */
    public long pairs() {
        return groups.stream().mapToLong(Group::pairs).sum();
    }

    /** The same where attention sees every sequence with its prompt. */
    public long pairsOfWholeSequences() {
        return groups.stream()
                .mapToLong(group -> IntStream.of(group.samples())
                        .mapToLong(rows -> UpdateFlops.pairs(group.prompt() + rows))
                        .sum())
                .sum();
    }

    /** Scored tokens, those of one sequence after the other. */
    public int scored() {
        return targets.length;
    }

    /** Positions of the longest sequence. */
    public int longest() {
        return longest;
    }

    public int token(int row) {
        return tokens[row];
    }

    public int position(int row) {
        return positions[row];
    }

    /** The row that predicts a scored token: several have the same where they begin behind one prompt. */
    public int scoredRow(int scored) {
        return scoredRows[scored];
    }

    /** Where in {@link #byRow} the scored tokens of a row begin, which end where those of the next begin. */
    public int firstOfRow(int row) {
        return firstOfRow[row];
    }

    /** The scored tokens in the order of the rows that predict them. */
    public int byRow(int place) {
        return byRow[place];
    }

    /** The scored tokens, [scored]. */
    public int[] targets() {
        return targets;
    }

    public List<Group> groups() {
        return groups;
    }
}
