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

    /** Writes a step with the completions to keep; a step of the same number is replaced. */
    public void write(StepRecord step, List<CompletionRecord> completions) {
        database.transaction(connection -> {
            execute(
                    connection,
                    "INSERT OR REPLACE INTO steps VALUES (?, ?)",
                    step.step(),
                    Instant.now().toString());
            execute(connection, "DELETE FROM metrics WHERE step = ?", step.step());
            execute(connection, "DELETE FROM completions WHERE kind = ? AND step = ?", Schema.TRAINING, step.step());
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO metrics VALUES (?, ?, ?)")) {
                for (Map.Entry<String, Double> metric : step.metrics().entrySet()) {
                    // SQLite has no NaN: it is kept as NULL.
                    Double value = metric.getValue().isNaN() ? null : metric.getValue();
                    RunDatabase.bind(insert, metric.getKey(), step.step(), value);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            insertCompletions(connection, completions);
        });
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
        });
    }

    /** Writes the evaluation after a step, with the completions to keep; those of the same step and benchmark are replaced. */
    public void write(List<EvalRecord> scores, List<CompletionRecord> completions) {
        evaluation(sink -> {
            sink.accept(completions);
            return scores;
        });
    }

    /**
     * Writes an evaluation while it goes on, as {@link #write(List, List)}. All is one transaction: nothing of an evaluation that
     * is interrupted can be read.
     *
     * @param evaluate is given where its completions go, in any number of parts, and returns the scores; must not use this store
     */
    public void evaluation(Function<Consumer<List<CompletionRecord>>, List<EvalRecord>> evaluate) {
        database.transaction(connection -> {
            Set<String> replaced = new HashSet<>();
            List<EvalRecord> scores = evaluate.apply(records -> database.part(() -> {
                for (CompletionRecord record : records) {
                    String benchmark = benchmark(record);
                    if (replaced.add(benchmark)) {
                        deleteCompletions(connection, benchmark, record.step());
                    }
                }
                insertCompletions(connection, records);
            }));
            for (int i = 0; i < scores.size(); i++) {
                EvalRecord score = scores.get(i);
                if (replaced.add(score.benchmark())) {
                    deleteCompletions(connection, score.benchmark(), score.step());
                }
                insertScore(connection, i, score);
            }
        });
    }

    /** Removes whatever lies after a step, so that the run can resume from it. */
    public void truncateAfter(long step) {
        database.transaction(connection -> {
            for (String table : List.of("steps", "metrics", "evaluations")) {
                execute(connection, "DELETE FROM " + table + " WHERE step > ?", step);
            }
            // By kind, as the index is: there may be very many.
            for (String kind : List.of(Schema.TRAINING, Schema.EVALUATION)) {
                execute(connection, "DELETE FROM completions WHERE kind = ? AND step > ?", kind, step);
            }
        });
    }

    private static String benchmark(CompletionRecord record) {
        return record.benchmark()
                .orElseThrow(() -> new IllegalArgumentException("a completion of an evaluation has a benchmark"));
    }

    private static void deleteCompletions(Connection connection, String benchmark, long step) throws SQLException {
        execute(
                connection,
                "DELETE FROM completions WHERE kind = ? AND step = ? AND question_set = ?",
                Schema.EVALUATION,
                step,
                benchmark);
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

    private static void insertCompletions(Connection connection, List<CompletionRecord> completions)
            throws SQLException {
        String sql = "INSERT INTO completions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (CompletionRecord c : completions) {
                RunDatabase.bind(
                        insert,
                        c.step(),
                        c.benchmark().orElse(Schema.TRAIN),
                        c.questionId(),
                        c.sample(),
                        c.temperature(),
                        c.prompt(),
                        c.text(),
                        c.tokens(),
                        c.reward(),
                        c.formatted() ? 1 : 0,
                        c.outcome(),
                        c.rule(),
                        c.answer().orElse(null),
                        TextList.join(c.references()),
                        c.finishReason(),
                        c.benchmark().isPresent() ? Schema.EVALUATION : Schema.TRAINING);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void execute(Connection connection, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            RunDatabase.bind(statement, arguments);
            statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
