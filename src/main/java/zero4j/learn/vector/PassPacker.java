package zero4j.learn.vector;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zero4j.learn.ScoredSequence;

/**
 * Splits sequences into passes of at most so many tokens, those with one prompt together, short groups first. What is in a pass depends
 * on lengths and prompts alone, where those differ. A sequence longer than the limit is a pass of its own.
 */
final class PassPacker {
    private final int most;

    /** @param most tokens of a pass, a prompt that is shared counted once */
    PassPacker(int most) {
        this.most = most;
    }

    /** Sequences with one prompt, and the tokens that are computed for them. */
    private record Group(List<Integer> sequences, long tokens) {}

    /** The indices of each pass. */
    List<List<Integer>> pack(List<ScoredSequence> sequences) {
        List<List<Integer>> passes = new ArrayList<>();
        long filled = Long.MAX_VALUE;
        for (Group group : groups(sequences)) {
            if (filled + group.tokens() > most || filled == Long.MAX_VALUE) {
                passes.add(new ArrayList<>());
                filled = 0;
            }
            passes.getLast().addAll(group.sequences());
            filled += group.tokens();
        }
        return passes;
    }

    private List<Group> groups(List<ScoredSequence> sequences) {
        Map<IntBuffer, List<Integer>> byPrompt = new LinkedHashMap<>();
        for (int i = 0; i < sequences.size(); i++) {
            ScoredSequence sequence = sequences.get(i);
            byPrompt.computeIfAbsent(IntBuffer.wrap(sequence.tokens(), 0, sequence.given()), _ -> new ArrayList<>())
                    .add(i);
        }
        List<Group> groups = new ArrayList<>();
        for (List<Integer> same : byPrompt.values()) {
            same.sort(Comparator.comparingInt(i -> sequences.get(i).tokens().length));
            addGroups(sequences, same, groups);
        }
        groups.sort(Comparator.comparingLong(Group::tokens));
        return groups;
    }

    /** Parts of the sequences with one prompt that fit into a pass. */
    private void addGroups(List<ScoredSequence> sequences, List<Integer> same, List<Group> groups) {
        List<Integer> part = new ArrayList<>();
        long tokens = 0;
        for (int index : same) {
            ScoredSequence sequence = sequences.get(index);
            int own = sequence.tokens().length - sequence.given();
            if (!part.isEmpty() && tokens + own > most) {
                groups.add(new Group(part, tokens));
                part = new ArrayList<>();
            }
            tokens = part.isEmpty() ? sequence.tokens().length : tokens + own;
            part.add(index);
        }
        groups.add(new Group(part, tokens));
    }
}
