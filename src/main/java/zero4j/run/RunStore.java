package zero4j.run;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run's database. Each call is one transaction: after a crash a step is there with all that belongs to it, or not
 * at all. Other processes may read at the same time with {@link RunReader}. Not thread-safe; one writer per run.
 */
public final class RunStore implements AutoCloseable {
    private final RunDatabase database;

    private RunStore(RunDatabase database) {
        this.database = database;
    }

    /** Opens the database of a run, created if it is not there. */
    public static RunStore open(Path file) {
        return new RunStore(RunDatabase.forWriting(file));
    }

    /** Notes that the run starts or resumes with {@code fromStep} steps done. */
    public void started(Instant time, long fromStep) {
        database.transaction(connection ->
                execute(connection, "INSERT INTO runs (started, from_step) VALUES (?, ?)", time.toString(), fromStep));
    }

    /** Notes how the latest start ended: {@code finished}, {@code stopped} or {@code failed: …}. */
    public void ended(Instant time, String outcome) {
        database.transaction(connection -> execute(
                connection,
                "UPDATE runs SET ended = ?, outcome = ? WHERE id = (SELECT max(id) FROM runs)",
                time.toString(),
                outcome));
    }

    /** Writes a step with the completions to keep, of which only the records are known; a step of the same number is replaced. */
    public void write(StepRecord step, List<CompletionRecord> completions) {
        writeStep(step, CompletionWriter.groups(completions, _ -> KeptGroup.Asked.UNKNOWN));
    }

    /** Writes a step with the groups to keep; a step of the same number is replaced. */
    public void writeStep(StepRecord step, List<KeptGroup> groups) {
        database.transaction(connection -> {
            boolean again = execute(connection, "DELETE FROM steps WHERE step = ?", step.step()) > 0;
            execute(
                    connection,
                    "INSERT INTO steps SELECT ?, ?, coalesce(max(tokens), 0) + ?, coalesce(max(seconds), 0) + ?"
                            + " FROM (SELECT tokens, seconds FROM steps WHERE step < ? ORDER BY step DESC LIMIT 1)",
                    step.step(),
                    Instant.now().toString(),
                    step.sampledTokens(),
                    step.seconds(),
                    step.step());
            if (again) { // it means to look at all metrics
                execute(connection, "DELETE FROM metrics WHERE step = ?", step.step());
            }
            CompletionWriter writer = new CompletionWriter(connection);
            writer.delete("kind = ? AND step = ?", Schema.TRAINING, step.step());
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO metrics VALUES (?, ?, ?)")) {
                for (Map.Entry<String, Double> metric : step.metrics().entrySet()) {
                    // SQLite has no NaN: it is kept as NULL.
                    Double value = metric.getValue().isNaN() ? null : metric.getValue();
                    RunDatabase.bind(insert, metric.getKey(), step.step(), value);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            writer.add(groups);
        });
    }

    /** Writes down what the user was told after some steps. */
    public void warned(long step, Instant time, String text) {
        database.transaction(connection -> execute(
                connection,
                "INSERT INTO warnings SELECT NULL, coalesce(max(id), 0), ?, ?, ? FROM runs",
                step,
                time.toString(),
                text));
    }

    /** Writes down a batch that was not learnt from; one of the same step and number is replaced. */
    public void skipped(SkippedBatch batch) {
        database.transaction(connection -> execute(
                connection,
                "INSERT OR REPLACE INTO skipped_batches VALUES (?, ?, ?, ?, ?)",
                batch.step(),
                batch.batch(),
                batch.time().toString(),
                batch.reason(),
                batch.folder().orElse(null)));
    }

    /** Adds to the metrics of a step that is there: numbers are added to those of the same name. */
    public void add(StepRecord step) {
        database.transaction(connection -> {
            for (Map.Entry<String, Double> metric : step.metrics().entrySet()) {
                execute(
                        connection,
                        "INSERT INTO metrics SELECT ?, step, ? FROM steps WHERE step = ?"
                                + " ON CONFLICT DO UPDATE SET value = value + excluded.value",
                        metric.getKey(),
                        metric.getValue(),
                        step.step());
            }
            execute(connection, "UPDATE steps SET seconds = seconds + ? WHERE step = ?", step.seconds(), step.step());
        });
    }

    /** Writes the evaluation after a step, with the completions to keep; those of the same step and benchmark are replaced. */
    public void write(List<EvalRecord> scores, List<CompletionRecord> completions) {
        evaluation(_ -> KeptGroup.Asked.UNKNOWN, sink -> {
            sink.accept(completions);
            return scores;
        });
    }

    /**
     * Writes an evaluation while it goes on, as {@link #write(List, List)}. All is one transaction: nothing of an evaluation that
     * is interrupted can be read.
     *
     * @param asked the question of a completion
     * @param evaluate is given where its completions go, in any number of parts that hold whole groups, and returns the scores;
     *     must not use this store
     */
    public void evaluation(
            Function<CompletionRecord, KeptGroup.Asked> asked,
            Function<Consumer<List<CompletionRecord>>, List<EvalRecord>> evaluate) {
        database.transaction(connection -> {
            CompletionWriter writer = new CompletionWriter(connection);
            Set<String> replaced = new HashSet<>();
            List<EvalRecord> scores = evaluate.apply(records -> database.part(() -> {
                for (CompletionRecord record : records) {
                    String benchmark = benchmark(record);
                    if (replaced.add(benchmark)) {
                        deleteCompletions(writer, benchmark, record.step());
                    }
                }
                writer.add(CompletionWriter.groups(records, asked));
            }));
            for (int i = 0; i < scores.size(); i++) {
                EvalRecord score = scores.get(i);
                if (replaced.add(score.benchmark())) {
                    deleteCompletions(writer, score.benchmark(), score.step());
                }
                insertScore(connection, i, score);
            }
        });
    }

    /** Does some writing as one transaction: for many steps at once, which then cost one wait for the disk. */
    public void together(Runnable writing) {
        database.transaction(_ -> writing.run());
    }

    /** Removes whatever lies after a step, so that the run can resume from it. */
    public void truncateAfter(long step) {
        database.transaction(connection -> {
            for (String table : List.of("steps", "metrics", "evaluations", "skipped_batches", "warnings")) {
                execute(connection, "DELETE FROM " + table + " WHERE step > ?", step);
            }
            // By kind, as the index is: there may be very many.
            for (String kind : List.of(Schema.TRAINING, Schema.EVALUATION)) {
                new CompletionWriter(connection).delete("kind = ? AND step > ?", kind, step);
            }
        });
    }

    private static String benchmark(CompletionRecord record) {
        return record.benchmark()
                .orElseThrow(() -> new IllegalArgumentException("a completion of an evaluation has a benchmark"));
    }

    private static void deleteCompletions(CompletionWriter writer, String benchmark, long step) throws SQLException {
        writer.delete("kind = ? AND question_set = ? AND step = ?", Schema.EVALUATION, benchmark, step);
    }

    private static void insertScore(Connection connection, int position, EvalRecord e) throws SQLException {
        execute(
                connection,
                "INSERT OR REPLACE INTO evaluations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                e.step(),
                position,
                e.benchmark(),
                e.questions(),
                e.correct(),
                e.greedyAccuracy(),
                e.low(),
                e.high(),
                e.k(),
                e.avgAtK(),
                e.avgLow(),
                e.avgHigh(),
                e.passAtK(),
                e.meanTokens(),
                e.truncated());
    }

    private static int execute(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            RunDatabase.bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
