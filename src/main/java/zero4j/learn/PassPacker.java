package zero4j.learn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zero4j.dist.Shares;
import zero4j.weights.ModelConfig;

/**
 * Splits sequences into passes of at most so many tokens, those with one prompt together, short ones first. What is in a pass depends on
 * lengths and prompts alone, where those differ. A sequence longer than the limit is a pass of its own. The gradient does not depend on the
 * split.
 */
public final class PassPacker {
    /** Passes of each worker, so that those with long sequences can be balanced by those with short ones. */
    private static final int PER_WORKER = 2;
    /** Below it the work of starting a tensor operation shows. */
    private static final long FEWEST_TOKENS = 1024;

    private final int most;
    private final int workers;
    private final boolean shared;
    private final boolean repeated;

    private PassPacker(int most, int workers, boolean shared, boolean repeated) {
        this.most = most;
        this.workers = workers;
        this.shared = shared;
        this.repeated = repeated;
    }

    /**
     * For one pass after the other.
     *
     * @param most tokens of a pass
     * @param shared whether a prompt that several sequences have is computed once, and counts as often
     */
    public static PassPacker oneByOne(int most, boolean shared) {
        return new PassPacker(most, 1, shared, false);
    }

    /**
     * For passes whose attention sees every sequence with its prompt, which counts as often, though the rest is computed once.
     *
     * @param workers who compute passes at the same time
     */
    public static PassPacker repeatingPrompts(int most, boolean shared, int workers) {
        return new PassPacker(most, workers, shared, true);
    }

    /** Sequences that stay together. */
    private record Group(List<Integer> sequences, long tokens) {}

    /**
     * What is computed together.
     *
     * @param sequences their indices
     * @param members the sequences themselves
     * @param shared whether a prompt that several of them have is computed once
     */
    public record Pass(List<Integer> sequences, List<ScoredSequence> members, boolean shared) {
        /** Their rows, made at each call. */
        public LearnBatch batch() {
            return LearnBatch.of(members, shared);
        }
    }

    /**
     * The passes, each sequence in one, those of which nothing is asked in the first. A pass without rows there is only if nothing is
     * asked of any.
     */
    public List<Pass> pack(List<ScoredSequence> sequences) {
        List<List<Integer>> passes = new ArrayList<>(asked(sequences));
        List<Integer> silent = IntStream.range(0, sequences.size())
                .filter(i -> sequences.get(i).count() == 0)
                .boxed()
                .toList();
        if (passes.isEmpty() && !silent.isEmpty()) {
            passes.add(silent);
        } else if (!silent.isEmpty()) {
            passes.set(
                    0,
                    Stream.concat(passes.getFirst().stream(), silent.stream()).toList());
        }
        return passes.stream()
                .map(pass -> new Pass(pass, pass.stream().map(sequences::get).toList(), shared))
                .toList();
    }

    /** Indices of those of which something is asked, by passes. */
    private List<List<Integer>> asked(List<ScoredSequence> sequences) {
        List<List<Integer>> groups = LearnBatch.grouped(sequences, shared);
        groups.forEach(group -> group.removeIf(i -> sequences.get(i).count() == 0));
        groups.removeIf(List::isEmpty);
        groups.forEach(group ->
                group.sort(Comparator.comparingInt(i -> sequences.get(i).tokens().length)));
        long total =
                groups.stream().mapToLong(group -> tokens(sequences, group)).sum();
        // Groups are cut only where they must be: a prompt is computed again for every part.
        long largest = groups.size() >= workers ? most : Math.min(most, Math.ceilDiv(total, workers));
        List<Group> parts = new ArrayList<>();
        groups.forEach(group -> addParts(sequences, group, largest, parts));
        parts.sort(Comparator.comparingLong(Group::tokens));
        return (workers == 1 ? filled(parts) : balanced(parts))
                .stream()
                        .map(pass -> pass.stream()
                                .flatMap(part -> part.sequences().stream())
                                .toList())
                        .toList();
    }

    private long tokens(List<ScoredSequence> sequences, List<Integer> group) {
        long tokens = 0;
        for (int index : group) {
            tokens += tokens(sequences.get(index), tokens == 0);
        }
        return tokens;
    }

    /** Tokens that a sequence adds to those of its group. */
    private int tokens(ScoredSequence sequence, boolean first) {
        return first || repeated ? sequence.tokens().length : sequence.scored().length;
    }

    /** Adds a group, cut into parts that are not too large. */
    private void addParts(List<ScoredSequence> sequences, List<Integer> group, long largest, List<Group> parts) {
        int begin = 0;
        long tokens = 0;
        for (int i = 0; i < group.size(); i++) {
            ScoredSequence sequence = sequences.get(group.get(i));
            if (i > begin && tokens + tokens(sequence, false) > largest) {
                parts.add(new Group(group.subList(begin, i), tokens));
                begin = i;
            }
            tokens = i == begin ? tokens(sequence, true) : tokens + tokens(sequence, false);
        }
        parts.add(new Group(group.subList(begin, group.size()), tokens));
    }

    /** Fills one pass after the other. */
    private List<List<Group>> filled(List<Group> sorted) {
        List<List<Group>> passes = new ArrayList<>();
        long filled = 0;
        for (Group group : sorted) {
            if (passes.isEmpty() || filled + group.tokens() > most) {
                passes.add(new ArrayList<>());
                filled = 0;
            }
            passes.getLast().add(group);
            filled += group.tokens();
        }
        return passes;
    }

    /** Passes of about equal size, and about as many for each worker. */
    private List<List<Group>> balanced(List<Group> sorted) {
        long total = sorted.stream().mapToLong(Group::tokens).sum();
        int perWorker = total >= FEWEST_TOKENS * PER_WORKER * workers ? PER_WORKER : 1;
        long wanted = Math.max((long) perWorker * workers, Math.ceilDiv(total, most));
        for (long count = Math.ceilDiv(wanted, workers) * workers; ; count += workers) {
            List<List<Group>> passes = split(sorted, total, count);
            if (passes.stream().allMatch(this::fits)) {
                return passes;
            }
        }
    }

    /** Each group goes to the pass that its middle lies in. */
    private static List<List<Group>> split(List<Group> sorted, long total, long count) {
        List<List<Group>> passes = new ArrayList<>();
        long before = 0;
        long last = -1;
        for (Group group : sorted) {
            long pass = (2 * before + group.tokens()) * count / (2 * total);
            if (pass != last) {
                passes.add(new ArrayList<>());
                last = pass;
            }
            passes.getLast().add(group);
            before += group.tokens();
        }
        return passes;
    }

    private boolean fits(List<Group> pass) {
        return pass.size() == 1 || pass.stream().mapToLong(Group::tokens).sum() <= most;
    }

    /**
     * Indices of the sequences of each of several shares, which are computed at the same time: those with one prompt together, or each
     * alone where that leaves the largest share with less to do.
     */
    public static List<List<Integer>> shares(ModelConfig config, List<ScoredSequence> sequences, int count) {
        if (count == 1) {
            return List.of(IntStream.range(0, sequences.size()).boxed().toList());
        }
        List<List<Integer>> alone =
                IntStream.range(0, sequences.size()).mapToObj(List::of).toList();
        List<List<Integer>> each = divided(config, sequences, alone, count);
        List<List<Integer>> together = divided(config, sequences, LearnBatch.grouped(sequences, true), count);
        return most(config, sequences, together) <= most(config, sequences, each) ? together : each;
    }

    private static List<List<Integer>> divided(
            ModelConfig config, List<ScoredSequence> sequences, List<List<Integer>> groups, int count) {
        long[] costs = groups.stream()
                .mapToLong(group -> cost(config, sequences, group))
                .toArray();
        return Shares.byCost(costs, count).stream()
                .map(share -> share.stream()
                        .flatMap(group -> groups.get(group).stream())
                        .toList())
                .toList();
    }

    /** What the largest share costs: a prompt that several of its sequences have once. */
    private static long most(ModelConfig config, List<ScoredSequence> sequences, List<List<Integer>> shares) {
        return shares.stream()
                .mapToLong(share -> cost(config, sequences, share))
                .max()
                .orElse(0);
    }

    private static long cost(ModelConfig config, List<ScoredSequence> sequences, List<Integer> indices) {
        LearnBatch batch = LearnBatch.of(indices.stream().map(sequences::get).toList(), true);
        return UpdateFlops.cost(config, batch.rows(), batch.pairs());
    }
}
