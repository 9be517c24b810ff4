package zero4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;

class RunStoreTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("a run #1").resolve("run.db");
    }

    private RunStore store() throws IOException {
        Files.createDirectories(folder.resolve("a run #1"));
        return RunStore.open(file());
    }

    private static StepRecord step(long step, double reward) {
        return StepRecord.of(step, Map.of(Metric.REWARD, reward, Metric.GRAD_NORM, Double.NaN));
    }

    private static CompletionRecord completion(long step, String set, int sample) {
        return new CompletionRecord(
                step,
                set.isEmpty() ? Optional.empty() : Optional.of(set),
                set + ":7",
                sample,
                1.0,
                "1+1\n",
                "\\boxed{2} \u0000 \ud83d\ude00",
                9,
                1,
                true,
                "correct",
                "number",
                sample == 0 ? Optional.of("2") : Optional.empty(),
                List.of("2", "a, \"b\"\n"),
                "eos");
    }

    private static EvalRecord score(long step, String benchmark) {
        return new EvalRecord(step, benchmark, 30, 13, 13 / 30.0, 0.27, 0.61, 4, 0.4, 0.3, 0.5, 0.7, 55.5, 0.1);
    }

    @Test
    void reader_whileTheStoreIsOpen_seesEveryWrittenStep() throws IOException {
        try (RunStore store = store();
                RunReader reader = RunReader.open(file())) {
            assertThat(reader.lastStep()).isEmpty();
            store.write(step(1, 0.25), List.of(completion(1, "", 0), completion(1, "", 1)));
            assertThat(reader.lastStep()).isEqualTo(OptionalLong.of(1));
            store.write(step(2, 0.5), List.of());
            assertThat(reader.stepsAfter(0)).containsExactly(step(1, 0.25), step(2, 0.5));
            assertThat(reader.stepsAfter(1)).containsExactly(step(2, 0.5));
            assertThat(reader.metric("reward"))
                    .containsExactly(new RunReader.Point(1, 0.25), new RunReader.Point(2, 0.5));
            assertThat(reader.completions(1)).containsExactly(completion(1, "", 0), completion(1, "", 1));
            assertThat(reader.completions(2)).isEmpty();
        }
    }

    @Test
    void reader_afterTheStoreIsClosed_seesAllAndChangesNothing() throws IOException {
        try (RunStore store = store()) {
            store.write(step(1, 0.25), List.of());
        }
        byte[] before = Files.readAllBytes(file());
        try (RunReader reader = RunReader.open(file())) {
            assertThat(reader.stepsAfter(0)).containsExactly(step(1, 0.25));
        }
        assertThat(file()).hasBinaryContent(before);
    }

    @Test
    void reader_openBeforeTheRunGoesOn_seesWhatItWrites() throws IOException {
        try (RunStore store = store()) {
            store.write(step(1, 0.25), List.of());
        }
        try (RunReader reader = RunReader.open(file())) {
            assertThat(reader.lastStep()).isEqualTo(OptionalLong.of(1));
            try (RunStore store = store()) {
                store.write(step(2, 0.5), List.of());
                assertThat(reader.lastStep()).isEqualTo(OptionalLong.of(2));
                store.write(step(3, 0.5), List.of());
            }
            assertThat(reader.lastStep()).isEqualTo(OptionalLong.of(3));
        }
    }

    @Test
    void write_sameStepAgain_replacesIt() throws IOException {
        try (RunStore store = store();
                RunReader reader = RunReader.open(file())) {
            store.write(step(1, 0.25), List.of(completion(1, "", 0)));
            store.write(new StepRecord(1, Map.of("reward", 0.75)), List.of(completion(1, "", 1)));
            assertThat(reader.stepsAfter(0)).containsExactly(new StepRecord(1, Map.of("reward", 0.75)));
            assertThat(reader.completions(1)).containsExactly(completion(1, "", 1));
        }
    }

    @Test
    void truncateAfter_laterSteps_areGone() throws IOException {
        try (RunStore store = store();
                RunReader reader = RunReader.open(file())) {
            for (int i = 1; i <= 4; i++) {
                store.write(step(i, i), List.of(completion(i, "", 0)));
            }
            store.write(List.of(score(0, "chain"), score(0, "aime")), List.of(completion(0, "chain", 0)));
            store.write(List.of(score(4, "chain"), score(4, "aime")), List.of(completion(4, "chain", 0)));
            assertThat(reader.evaluations())
                    .containsExactly(score(0, "chain"), score(0, "aime"), score(4, "chain"), score(4, "aime"));
            store.truncateAfter(2);
            assertThat(reader.lastStep()).isEqualTo(OptionalLong.of(2));
            assertThat(reader.metric("reward")).hasSize(2);
            assertThat(reader.completions(2)).hasSize(1);
            assertThat(reader.completions(3)).isEmpty();
            assertThat(reader.completions("chain", 0)).hasSize(1);
            assertThat(reader.completions("chain", 4)).isEmpty();
            assertThat(reader.evaluations()).containsExactly(score(0, "chain"), score(0, "aime"));
        }
    }

    @Test
    void write_failsHalfway_leavesNothingOfTheStep() throws IOException {
        CompletionRecord good = completion(2, "", 0);
        try (RunStore store = store();
                RunReader reader = RunReader.open(file())) {
            store.write(step(1, 0.25), List.of());
            assertThatExceptionOfType(NullPointerException.class)
                    .isThrownBy(() -> store.write(step(2, 0.5), Arrays.asList(good, null)));
            assertThat(reader.lastStep()).isEqualTo(OptionalLong.of(1));
            assertThat(reader.metric("reward")).hasSize(1);
            store.write(step(2, 0.5), List.of(good));
            assertThat(reader.completions(2)).containsExactly(good);
        }
    }

    @Test
    void launches_startAndResume_areListed() throws IOException {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Instant end = Instant.parse("2026-01-01T00:05:00Z");
        try (RunStore store = store()) {
            store.started(start, 0);
            store.ended(end, "stopped");
        }
        try (RunStore store = store();
                RunReader reader = RunReader.open(file())) {
            store.started(end, 50);
            assertThat(reader.launches())
                    .containsExactly(
                            new LaunchRecord(1, start, 0, Optional.of(end), Optional.of("stopped")),
                            new LaunchRecord(2, end, 50, Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void open_otherFile_isRefusedByName() throws IOException {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunReader.open(folder.resolve("none.db")))
                .withMessageContaining("none.db");
        Path text = Files.writeString(folder.resolve("text.db"), "this is no database, it is a text. ".repeat(100));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunReader.open(text))
                .withMessageContaining("text.db");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunStore.open(text))
                .withMessageContaining("text.db");
        Path empty = Files.createFile(folder.resolve("empty.db"));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunReader.open(empty))
                .withMessageContaining("empty.db is empty");
    }

    @Test
    void write_databaseIsFull_isToldOnceAndKeepsWhatWasThere() throws IOException {
        Files.createDirectories(folder.resolve("a run #1"));
        try (RunDatabase database = RunDatabase.forWriting(file())) {
            database.transaction(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("PRAGMA max_page_count = 40");
                    statement.execute("INSERT INTO steps VALUES (1, 'now', 0, 0)");
                }
            });
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> database.transaction(connection -> {
                        try (var statement = connection.createStatement()) {
                            statement.execute("INSERT INTO steps VALUES (2, hex(zeroblob(1000000)), 0, 0)");
                        }
                    }))
                    .withMessageContaining("run.db failed: ")
                    .withMessageContaining("full")
                    .withMessageContaining("check the free space");
            database.transaction(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("INSERT INTO steps VALUES (3, 'later', 0, 0)");
                }
            });
        }
        try (RunReader reader = RunReader.open(file())) {
            assertThat(reader.stepsAfter(0)).extracting(StepRecord::step).containsExactly(1L, 3L);
        }
    }

    @Test
    void open_aFolderOfThatName_isRefusedByName() throws IOException {
        Files.createDirectories(file());
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunStore.open(file()))
                .withMessageContaining("run.db failed");
    }

    @Test
    void evaluation_interrupted_leavesNothingAndTheStoreGoesOn() throws IOException {
        try (RunStore store = store()) {
            store.write(List.of(score(0, "chain")), List.of(completion(0, "chain", 0)));
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> store.evaluation(_ -> KeptGroup.Asked.UNKNOWN, sink -> {
                        sink.accept(List.of(completion(0, "chain", 1)));
                        sink.accept(List.of(completion(4, "chain", 2)));
                        throw new IllegalStateException("interrupted");
                    }));
            store.evaluation(_ -> KeptGroup.Asked.UNKNOWN, sink -> {
                sink.accept(List.of(completion(4, "chain", 3)));
                sink.accept(List.of(completion(4, "chain", 4)));
                return List.of(score(4, "chain"));
            });
        }
        try (RunReader reader = RunReader.open(file())) {
            assertThat(reader.completions("chain", 0)).containsExactly(completion(0, "chain", 0));
            assertThat(reader.completions("chain", 4))
                    .containsExactly(completion(4, "chain", 3), completion(4, "chain", 4));
            assertThat(reader.evaluations()).hasSize(2);
        }
    }

    @Test
    void evaluation_endedByAnError_leavesNothingWhenTheEndIsWritten() throws IOException {
        try (RunStore store = store()) {
            store.started(Instant.EPOCH, 0);
            assertThatExceptionOfType(OutOfMemoryError.class)
                    .isThrownBy(() -> store.evaluation(_ -> KeptGroup.Asked.UNKNOWN, sink -> {
                        sink.accept(List.of(completion(4, "chain", 1)));
                        throw new OutOfMemoryError("a large benchmark");
                    }));
            store.ended(Instant.EPOCH, "failed: out of memory");
        }
        try (RunReader reader = RunReader.open(file())) {
            assertThat(reader.completions("chain", 4)).isEmpty();
        }
    }

    private static CompletionRecord ofBenchmark(long step, String benchmark, int sample) {
        CompletionRecord c = completion(step, "", sample);
        return new CompletionRecord(
                step,
                Optional.of(benchmark),
                c.questionId(),
                sample,
                c.temperature(),
                c.prompt(),
                c.text(),
                c.tokens(),
                c.reward(),
                c.formatted(),
                c.outcome(),
                c.rule(),
                c.answer(),
                c.references(),
                c.finishReason());
    }

    @Test
    void evaluation_ofABenchmarkCalledTrain_leavesTrainingsCompletionsAlone() throws IOException {
        try (RunStore store = store();
                RunReader reader = RunReader.open(file())) {
            store.write(step(1, 0.25), List.of(completion(1, "", 0), completion(1, "", 1)));
            store.write(List.of(score(1, "train")), List.of(ofBenchmark(1, "train", 0)));

            assertThat(reader.completions(1)).containsExactly(completion(1, "", 0), completion(1, "", 1));
            assertThat(reader.completions("train", 1)).containsExactly(ofBenchmark(1, "train", 0));

            store.write(step(1, 0.75), List.of(completion(1, "", 2)));
            assertThat(reader.completions(1)).containsExactly(completion(1, "", 2));
            assertThat(reader.completions("train", 1)).containsExactly(ofBenchmark(1, "train", 0));
        }
    }

    @Test
    void lastSteps_ofMany_areTheLastInOrder() throws IOException {
        try (RunStore store = store();
                RunReader reader = RunReader.open(file())) {
            assertThat(reader.lastSteps(3)).isEmpty();
            for (int i = 1; i <= 5; i++) {
                store.write(step(i, i), List.of());
            }
            assertThat(reader.lastSteps(2)).containsExactly(step(4, 4), step(5, 5));
            assertThat(reader.lastSteps(9)).hasSize(5);
            assertThat(reader.lastSteps(0)).isEmpty();
        }
    }

    @Test
    void evaluations_ofAStep_areItsOwn() throws IOException {
        try (RunStore store = store();
                RunReader reader = RunReader.open(file())) {
            assertThat(reader.firstEvaluation()).isEmpty();
            assertThat(reader.lastEvaluation()).isEmpty();
            store.write(List.of(score(0, "chain"), score(0, "aime")), List.of());
            store.write(List.of(score(4, "chain")), List.of());
            assertThat(reader.firstEvaluation()).hasValue(0);
            assertThat(reader.lastEvaluation()).hasValue(4);
            assertThat(reader.evaluations(0)).containsExactly(score(0, "chain"), score(0, "aime"));
        }
    }
}
