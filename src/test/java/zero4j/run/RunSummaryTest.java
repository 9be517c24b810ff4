package zero4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.FolderLock;

class RunSummaryTest {
    private static final int STEPS = 1003;

    @TempDir
    private Path runs = Path.of("");

    private RunFolder run(String name) throws IOException {
        RunFolder run = RunFolder.create(runs, name, LocalDateTime.of(2026, 1, 1, 0, 0));
        Files.writeString(run.recipe(), "algorithm: grpo\nmodel: nano\ntrain:\n  steps: 40\n");
        return run;
    }

    private static StepRecord step(long number) {
        return StepRecord.of(
                number,
                Map.of(
                        Metric.REWARD, number / 10.0,
                        Metric.SECONDS_ROLLOUT, 1.5,
                        Metric.SECONDS_UPDATE, 0.5,
                        Metric.ROLLOUT_TOKENS_PER_SECOND, 100.0));
    }

    @Test
    void list_runsInEveryState_saysWhichEachIsIn() throws IOException {
        run("a-new");
        for (String outcome : List.of("finished", "stopped", "failed: the disk is full", "")) {
            RunFolder run = run("b-" + (outcome.isEmpty() ? "killed" : outcome.substring(0, 4)));
            try (RunStore store = RunStore.open(run.database())) {
                store.started(Instant.EPOCH, 0);
                store.writeStep(step(1), List.of());
                if (!outcome.isEmpty()) {
                    store.ended(Instant.EPOCH, outcome);
                }
            }
        }
        Files.writeString(run("c-text").database(), "no database");

        List<RunSummary> summaries = RunSummary.list(runs);

        assertThat(summaries)
                .extracting(RunSummary::state)
                .containsExactly(
                        RunState.NOT_STARTED,
                        RunState.FAILED,
                        RunState.FINISHED,
                        RunState.KILLED,
                        RunState.STOPPED,
                        RunState.UNREADABLE);
        assertThat(summaries.get(1).failure()).hasValue("failed: the disk is full");
        assertThat(summaries.getLast().failure().orElseThrow()).contains("run.db");
        assertThat(RunState.NOT_STARTED.inWords()).isEqualTo("not started");
    }

    @Test
    void of_aRunThatIsTrained_tellsHowFarAndHowLong() throws IOException {
        RunFolder run = run("live");
        try (FolderLock _ = run.lock();
                RunStore store = RunStore.open(run.database())) {
            store.started(Instant.EPOCH, 0);
            for (int i = 1; i <= 30; i++) {
                store.writeStep(step(i), List.of());
            }

            RunSummary summary = RunSummary.of(run);

            assertThat(summary.state()).isEqualTo(RunState.RUNNING);
            assertThat(summary.step()).isEqualTo(30);
            assertThat(summary.steps()).isEqualTo(OptionalLong.of(40));
            assertThat(summary.secondsPerStep()).isEqualTo(OptionalDouble.of(2));
            assertThat(summary.secondsLeft()).isEqualTo(OptionalDouble.of(20));
            assertThat(summary.started()).hasValue(Instant.EPOCH);
            assertThat(summary.settings()).containsEntry("algorithm", "grpo").containsEntry("train.steps", "40");
            assertThat(summary.last()).containsEntry("reward", 3.0).doesNotContainKey("accuracy");
        }
    }

    @Test
    void curves_ofManySteps_keepSmallestLargestAndLastOfEachBucket() throws IOException {
        Path file = run("long").database();
        double[] values = IntStream.rangeClosed(1, STEPS)
                .mapToDouble(i -> Math.sin(i * 1.7))
                .toArray();
        try (RunStore store = RunStore.open(file)) {
            store.together(() -> {
                for (int i = 1; i <= STEPS; i++) {
                    store.writeStep(
                            StepRecord.of(
                                    i,
                                    Map.of(
                                            Metric.REWARD, i == 7 ? Double.NaN : values[i - 1],
                                            Metric.SECONDS_ROLLOUT, 2.0,
                                            Metric.ROLLOUT_TOKENS_PER_SECOND, 50.0)),
                            List.of());
                }
            });
        }
        CurveQuery query = CurveQuery.of(List.of("reward", "kl"), 1, STEPS, 100, CurveQuery.Axis.TOKENS);
        try (RunReader reader = RunReader.open(file)) {
            List<Curve> curves = reader.curves(query);
            List<Curve.Bucket> buckets = curves.getFirst().buckets();

            assertThat(curves.get(1).buckets()).isEmpty();
            assertThat(buckets).hasSizeBetween(80, 100);
            long next = 1;
            for (Curve.Bucket bucket : buckets) {
                assertThat(bucket.first()).isEqualTo(next);
                next = bucket.last() + 1;
                double[] own = IntStream.rangeClosed((int) bucket.first(), (int) bucket.last())
                        .filter(i -> i != 7)
                        .mapToDouble(i -> values[i - 1])
                        .toArray();
                assertThat(bucket.min()).isEqualTo(DoubleStream.of(own).min().orElseThrow());
                assertThat(bucket.max()).isEqualTo(DoubleStream.of(own).max().orElseThrow());
                assertThat(bucket.mean())
                        .isCloseTo(DoubleStream.of(own).average().orElseThrow(), within());
                assertThat(bucket.value()).isEqualTo(values[(int) bucket.last() - 1]);
                assertThat(bucket.x()).isEqualTo(100.0 * bucket.last());
            }
            assertThat(next).isEqualTo(STEPS + 1);
            // What is asked again from the last bucket on is the same: the page adds to what it has.
            Curve.Bucket last = buckets.getLast();
            assertThat(reader.curves(new CurveQuery(
                                    List.of("reward"), last.first(), STEPS, query.width(), CurveQuery.Axis.TOKENS))
                            .getFirst()
                            .buckets())
                    .containsExactly(last);
            assertThat(reader.curves(CurveQuery.of(List.of("reward"), 5, 9, 100, CurveQuery.Axis.SECONDS))
                            .getFirst()
                            .buckets())
                    .hasSize(5)
                    .anySatisfy(bucket -> assertThat(bucket.value()).isNaN());
        }
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-12);
    }

    @Test
    void stepsAfterAResumption_goOnCountingTokensAndSeconds() throws IOException {
        Path file = run("resumed").database();
        try (RunStore store = RunStore.open(file);
                RunReader reader = RunReader.open(file)) {
            for (int i = 1; i <= 5; i++) {
                store.writeStep(step(i), List.of());
            }
            store.warned(5, Instant.EPOCH, "late");
            store.skipped(new SkippedBatch(4, 1, Instant.EPOCH, "NaN", Optional.of("nonfinite/step-4-update-1")));
            store.truncateAfter(3);
            assertThat(reader.warnings()).isEmpty();
            assertThat(reader.skippedBatches()).isEmpty();
            store.writeStep(step(4), List.of());
            store.writeStep(step(4), List.of()); // the same step again counts once
            store.add(StepRecord.of(4, Map.of(Metric.SECONDS_CHECKPOINT, 10.0)));
            store.warned(4, Instant.EPOCH, "said");

            assertThat(reader.curves(new CurveQuery(List.of("reward"), 4, 4, 1, CurveQuery.Axis.TOKENS))
                            .getFirst()
                            .buckets()
                            .getFirst()
                            .x())
                    .isEqualTo(600);
            assertThat(reader.curves(new CurveQuery(List.of("reward"), 4, 4, 1, CurveQuery.Axis.SECONDS))
                            .getFirst()
                            .buckets()
                            .getFirst()
                            .x())
                    .isEqualTo(18);
            assertThat(reader.warnings()).containsExactly(new WarningRecord(0, 4, Instant.EPOCH, "said"));
        }
    }
}
