package zero4j.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.run.EvalRecord;
import zero4j.run.LaunchRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;

/**
 * A run in a line. Numbers that are not known are null.
 *
 * @param state {@code running}, {@code finished}, {@code stopped}, {@code killed}, {@code failed: …}, {@code not started} or
 *     {@code unreadable}
 * @param family what runs share that differ in their seed only
 * @param step steps done
 * @param steps of the whole run
 * @param evaluatedBefore mean accuracy of the first evaluation's benchmarks, sampled where it was, else greedy
 * @param evaluatedAfter the same of the last one, if it is another
 * @param secondsPerStep of the last steps
 * @param remaining seconds
 * @param problem why it cannot be read
 */
record RunSummary(
        String name,
        String state,
        String family,
        String algorithm,
        String model,
        long step,
        long steps,
        @Nullable Double reward,
        @Nullable Double accuracy,
        @Nullable Double evaluatedBefore,
        @Nullable Double evaluatedAfter,
        @Nullable Double tokensPerSecond,
        @Nullable Double secondsPerStep,
        @Nullable Double remaining,
        @Nullable String problem) {
    /** A database that was written so lately is a running training's: its lock need not be looked at. */
    private static final Duration LATELY = Duration.ofSeconds(10);

    /** Steps whose mean duration is that of the steps to come. */
    private static final int PACE = 20;

    static RunSummary of(RunFolder run) {
        RunSettings settings = RunSettings.of(run);
        if (!Files.isRegularFile(run.database())) {
            return nothing(run, settings, run.held() ? "running" : "not started", null);
        }
        try (RunReader reader = RunReader.open(run.database())) {
            return of(run, settings, reader);
        } catch (UserError e) {
            return nothing(run, settings, "unreadable", e.getMessage());
        }
    }

    private static RunSummary nothing(
            RunFolder run, RunSettings settings, String state, @Nullable String problem) {
        return new RunSummary(
                run.name(),
                state,
                settings.family(run.name()),
                settings.value("algorithm"),
                settings.value("model"),
                0,
                settings.steps(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                problem);
    }

    private static RunSummary of(RunFolder run, RunSettings settings, RunReader reader) {
        long step = reader.lastStep().orElse(0);
        Double pace = pace(reader, step);
        OptionalLong first = reader.firstEvaluation();
        OptionalLong last = reader.lastEvaluation();
        return new RunSummary(
                run.name(),
                state(run, reader.launches()),
                settings.family(run.name()),
                settings.value("algorithm"),
                settings.value("model"),
                step,
                settings.steps(),
                last(reader, Metric.REWARD),
                last(reader, Metric.ACCURACY),
                first.isEmpty() ? null : accuracy(reader.evaluations(first.getAsLong())),
                last.equals(first) ? null : accuracy(reader.evaluations(last.getAsLong())),
                last(reader, Metric.ROLLOUT_TOKENS_PER_SECOND),
                pace,
                pace == null ? null : pace * Math.max(0, settings.steps() - step),
                null);
    }

    private static @Nullable Double pace(RunReader reader, long step) {
        long from = Math.max(0, step - PACE);
        double seconds = Metric.Group.RESOURCES.metrics().stream()
                .filter(metric -> metric.key().startsWith("seconds_"))
                .mapToDouble(metric -> 0)
                .sum();
        return step == 0 ? null : seconds / (step - from);
    }

    private static @Nullable Double last(RunReader reader, Metric metric) {
        OptionalDouble value = reader.last(metric.key());
        return value.isEmpty() || !Double.isFinite(value.getAsDouble()) ? null : value.getAsDouble();
    }

    private static double accuracy(List<EvalRecord> scores) {
        return scores.stream()
                .mapToDouble(score -> score.k() > 0 ? score.avgAtK() : score.greedyAccuracy())
                .average()
                .orElse(0);
    }

    private static String state(RunFolder run, List<LaunchRecord> launches) {
        if (launches.isEmpty()) {
            return "not started";
        }
        return launches.getLast().outcome().orElseGet(() -> writtenLately(run) || run.held() ? "running" : "killed");
    }

    private static boolean writtenLately(RunFolder run) {
        Path log = run.path().resolve(run.database().getFileName() + "-wal");
        try {
            return Files.getLastModifiedTime(log).toInstant().isAfter(Instant.now().minus(LATELY));
        } catch (IOException e) {
            return false;
        }
    }
}
