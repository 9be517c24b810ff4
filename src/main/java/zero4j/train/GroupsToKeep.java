package zero4j.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import zero4j.algorithm.TrainBatch;
import zero4j.eval.CompletionRecords;
import zero4j.learn.LearnReport;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.Completion;
import zero4j.run.CompletionRecord;
import zero4j.run.KeptGroup;
import zero4j.run.RecordSettings;
import zero4j.run.TokenValues;

/**
 * Chooses the groups of a step whose completions are kept, and brings together what is known of them: the verdicts, the
 * advantages, the values of tokens.
 *
 * <p>The best group has the highest mean reward, the worst the lowest. The most surprising one holds the completion whose reward is
 * farthest from its group's mean, one that is right where the others are wrong or the other way round; of equal ones, as where all
 * rewards of each group are the same, that with the smallest mean log-prob of a token. The first others make up the number.
 */
final class GroupsToKeep {
    private final RecordSettings settings;
    private final Journal.PieceLengths lengths;

    GroupsToKeep(RecordSettings settings, Journal.PieceLengths lengths) {
        this.settings = settings;
        this.lengths = lengths;
    }

    /** What was learnt from the groups of a step: advantages by the batch, entropies by the report. */
    record Learnt(List<ScoredGroup> groups, TrainBatch batch, LearnReport report) {}

    /** The groups to keep of those that a step sampled, in their order. */
    List<KeptGroup> choose(long step, double temperature, List<ScoredGroup> sampled, Learnt learnt) {
        IdentityHashMap<ScoredGroup, Integer> first = new IdentityHashMap<>();
        int responses = 0;
        for (ScoredGroup group : learnt.groups()) {
            first.put(group, responses);
            responses += group.completions().size();
        }
        return chosen(sampled).stream()
                .map(index -> {
                    ScoredGroup group = sampled.get(index);
                    return kept(step, temperature, group, first.getOrDefault(group, -1), learnt);
                })
                .toList();
    }

    private NavigableSet<Integer> chosen(List<ScoredGroup> groups) {
        int most = settings.groups() == 0 ? groups.size() : Math.min(settings.groups(), groups.size());
        NavigableSet<Integer> chosen = new TreeSet<>();
        if (most < groups.size()) {
            Comparator<Integer> byReward = Comparator.comparingDouble(i -> meanReward(groups.get(i)));
            List<Integer> all = IntStream.range(0, groups.size()).boxed().toList();
            all.stream().max(byReward).ifPresent(chosen::add);
            all.stream().min(byReward).ifPresent(chosen::add);
            all.stream()
                    .max(Comparator.<Integer>comparingDouble(i -> farthest(groups.get(i)))
                            .thenComparingDouble(i -> -leastLikely(groups.get(i))))
                    .ifPresent(chosen::add);
        }
        for (int i = 0; chosen.size() < most; i++) {
            chosen.add(i);
        }
        return chosen;
    }

    private static double meanReward(ScoredGroup group) {
        return group.completions().stream()
                .mapToDouble(ScoredCompletion::reward)
                .average()
                .orElse(0);
    }

    private static double farthest(ScoredGroup group) {
        double mean = meanReward(group);
        return group.completions().stream()
                .mapToDouble(scored -> Math.abs(scored.reward() - mean))
                .max()
                .orElse(0);
    }

    private static double leastLikely(ScoredGroup group) {
        return group.completions().stream()
                .flatMap(scored -> mean(scored.completion().logprobs()).stream().boxed())
                .min(Comparator.naturalOrder())
                .orElse(0.0);
    }

    /** @param first index of its first response in the batch; negative if it was not learnt from */
    private KeptGroup kept(long step, double temperature, ScoredGroup group, int first, Learnt learnt) {
        List<CompletionRecord> records = CompletionRecords.of(step, Optional.empty(), temperature, 0, group);
        List<KeptGroup.Kept> kept = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Completion completion = group.completions().get(i).completion();
            boolean used = first >= 0 && learnt.batch().isLearnt(first + i);
            Optional<float[]> advantages =
                    used ? Optional.of(learnt.batch().advantages().get(first + i)) : Optional.empty();
            Optional<float[]> entropies = first < 0
                            || learnt.report().entropies().isEmpty()
                    ? Optional.empty()
                    : Optional.of(learnt.report().entropies().get(first + i)).filter(values -> values.length > 0);
            kept.add(new KeptGroup.Kept(
                    records.get(i),
                    completion.policyVersion(),
                    mean(completion.logprobs()),
                    entropies.map(GroupsToKeep::mean).orElse(OptionalDouble.empty()),
                    advantages.map(GroupsToKeep::mean).orElse(OptionalDouble.empty()),
                    settings.tokens()
                            ? Optional.of(new TokenValues(
                                    lengths.lengths(group.prompt().tokens(), completion.tokens(), completion.text()),
                                    completion.logprobs(),
                                    entropies,
                                    advantages.filter(GroupsToKeep::varies)))
                            : Optional.empty()));
        }
        return new KeptGroup(
                new KeptGroup.Asked(
                        group.prompt().question().text(),
                        group.prompt().question().tags()),
                kept);
    }

    private static boolean varies(float[] values) {
        for (float value : values) {
            if (value != values[0]) {
                return true;
            }
        }
        return false;
    }

    /** Of the values that are numbers. */
    private static OptionalDouble mean(float[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .filter(value -> !Double.isNaN(value))
                .average();
    }
}
