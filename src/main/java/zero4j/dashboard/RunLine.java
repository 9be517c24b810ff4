package zero4j.dashboard;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.reward.Rewards;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunReader;
import zero4j.run.RunState;
import zero4j.run.RunSummary;

/**
 * A run in a line of the overview. Numbers that are not known are null.
 *
 * @param state in words
 * @param problem why it failed, or why it cannot be read
 * @param family what runs share that differ in their seed only
 * @param step steps done
 * @param steps of the whole run; 0 if not known
 * @param evaluations steps at which it was evaluated
 * @param evaluatedBefore mean accuracy of the first evaluation's benchmarks, sampled where it was, else greedy
 * @param evaluatedAfter the same of the last one, if it is another
 * @param secondsPerStep of the last steps
 * @param remaining seconds to the last step
 */
record RunLine(
        String name,
        String state,
        @Nullable String problem,
        String family,
        String algorithm,
        String model,
        String seed,
        @Nullable Instant started,
        long step,
        long steps,
        @Nullable Double reward,
        @Nullable Double accuracy,
        int evaluations,
        @Nullable Double evaluatedBefore,
        @Nullable Double evaluatedAfter,
        @Nullable Double tokensPerSecond,
        @Nullable Double secondsPerStep,
        @Nullable Double remaining) {
    /** Settings that say nothing about what is computed: runs that differ in these alone are of one family. */
    private static final Set<String> APART = Set.of("seed", "name", "runs", "dashboard", "console.samples");

    static RunLine of(RunSummary run) {
        List<EvalRecord> scores = scores(run);
        Collection<Double> means = scores.stream()
                .collect(Collectors.groupingBy(
                        EvalRecord::step, TreeMap::new, Collectors.averagingDouble(RunLine::accuracy)))
                .values();
        List<Double> inOrder = List.copyOf(means);
        Map<String, String> settings = run.settings();
        return new RunLine(
                run.folder().name(),
                run.state().inWords(),
                run.failure().orElse(null),
                family(run),
                algorithm(settings),
                model(settings),
                settings.getOrDefault("seed", ""),
                run.started().orElse(null),
                run.step(),
                run.steps().orElse(0),
                run.last().get(Metric.REWARD.key()),
                run.last().get(Metric.ACCURACY.key()),
                inOrder.size(),
                inOrder.isEmpty() ? null : inOrder.getFirst(),
                inOrder.size() < 2 ? null : inOrder.getLast(),
                run.last().get(Metric.ROLLOUT_TOKENS_PER_SECOND.key()),
                orNull(run.secondsPerStep()),
                orNull(run.secondsLeft()));
    }

    private static List<EvalRecord> scores(RunSummary run) {
        if (run.state() == RunState.UNREADABLE || run.state() == RunState.NOT_STARTED) {
            return List.of();
        }
        try (RunReader reader = RunReader.open(run.folder().database())) {
            OptionalLong first = reader.firstEvaluation();
            return first.isEmpty() ? List.of() : reader.evaluations();
        } catch (UserError unreadable) {
            return List.of(); // the next look tells
        }
    }

    /** Its name, and the control that rewards in the place of the verifier. */
    private static String algorithm(Map<String, String> settings) {
        String reward = settings.getOrDefault("reward", "");
        return settings.getOrDefault("algorithm", "")
                + (Rewards.caution(reward).isPresent() ? ", reward " + reward : "");
    }

    /** Its name, and whether only an adapter beside it was trained. */
    private static String model(Map<String, String> settings) {
        String rank = settings.getOrDefault("lora.rank", "0");
        return settings.getOrDefault("model", "") + (rank.equals("0") ? "" : " + LoRA " + rank);
    }

    private static double accuracy(EvalRecord score) {
        return score.k() > 0 ? score.avgAtK() : score.greedyAccuracy();
    }

    private static String family(RunSummary run) {
        if (run.settings().isEmpty()) {
            return run.folder().name();
        }
        String rest = run.settings().entrySet().stream()
                .filter(setting -> !APART.contains(setting.getKey()))
                .map(Map.Entry::toString)
                .collect(Collectors.joining("\n"));
        return Integer.toHexString(rest.hashCode());
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? (Double) value.getAsDouble() : null;
    }
}
