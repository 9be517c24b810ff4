package zero4j.run;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads a run's database, also while the run goes on in another process. Not thread-safe. */
public final class RunReader implements AutoCloseable {
    private final RunDatabase database;

    /** A metric's value at a step; NaN if the step computed no number. */
    public record Point(long step, double value) {}

    private RunReader(RunDatabase database) {
        this.database = database;
    }

    /**
     * Opens the database of a run.
     *
     * @throws zero4j.UserError if there is none, or it has another version
     */
    public static RunReader open(Path file) {
        return new RunReader(RunDatabase.forReading(file));
    }

    /** The last step, if any was written. */
    public OptionalLong lastStep() {
        List<Long> steps = database.query("SELECT step FROM steps ORDER BY step DESC LIMIT 1", row -> row.getLong(1));
        return steps.isEmpty() ? OptionalLong.empty() : OptionalLong.of(steps.getFirst());
    }

    /** The steps after {@code step}, in order, with all their metrics; 0 gives all. */
    public List<StepRecord> stepsAfter(long step) {
        Map<Long, Map<String, Double>> steps = new TreeMap<>();
        database.each("SELECT step FROM steps WHERE step > ?", row -> steps.put(row.getLong(1), new TreeMap<>()), step);
        Map<String, String> names = new HashMap<>(); // one text for a name, however many steps have it
        database.each(
                "SELECT step, name, value FROM metrics WHERE step > ?",
                row -> {
                    // A step written between the two queries is left for the next call.
                    Map<String, Double> metrics = steps.get(row.getLong(1));
                    if (metrics != null) {
                        metrics.put(names.computeIfAbsent(row.getString(2), name -> name), value(row, 3));
                    }
                },
                step);
        List<StepRecord> records = new ArrayList<>();
        steps.forEach((number, metrics) -> records.add(new StepRecord(number, metrics)));
        return records;
    }

    /** The last steps, in order, with all their metrics: a long run is not read whole. */
    public List<StepRecord> lastSteps(int count) {
        if (count == 0) {
            return List.of();
        }
        List<Long> first = database.query(
                "SELECT min(step) FROM (SELECT step FROM steps ORDER BY step DESC LIMIT ?)",
                row -> row.getLong(1),
                count);
        return stepsAfter(first.getFirst() - 1);
    }

    /** The curve of one metric, in the order of steps. */
    public List<Point> metric(String name) {
        return database.query(
                "SELECT step, value FROM metrics WHERE name = ? ORDER BY step",
                row -> new Point(row.getLong(1), value(row, 2)),
                name);
    }

    /** The last value of a metric, if any step has it; NaN if that step computed no number. */
    public OptionalDouble last(String name) {
        return database
                .query(
                        "SELECT value FROM metrics WHERE name = ? ORDER BY step DESC LIMIT 1",
                        row -> OptionalDouble.of(value(row, 1)),
                        name)
                .stream()
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    /** All evaluations, by step and then in the suite's order. */
    public List<EvalRecord> evaluations() {
        return database.query("SELECT * FROM evaluations ORDER BY step, position", RunReader::evaluation);
    }

    /** The evaluations after a step, in the suite's order. */
    public List<EvalRecord> evaluations(long step) {
        return database.query(
                "SELECT * FROM evaluations WHERE step = ? ORDER BY position", RunReader::evaluation, step);
    }

    /** The first evaluation's step, if there is one: most often 0, before training. */
    public OptionalLong firstEvaluation() {
        return evaluatedStep("min");
    }

    /** The last evaluation's step, if there is one. */
    public OptionalLong lastEvaluation() {
        return evaluatedStep("max");
    }

    private OptionalLong evaluatedStep(String end) {
        return database
                .query(
                        "SELECT " + end + "(step) FROM evaluations HAVING count(*) > 0",
                        row -> OptionalLong.of(row.getLong(1)))
                .stream()
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    /** The completions that a step kept of training, as written. */
    public List<CompletionRecord> completions(long step) {
        return database.query(
                "SELECT * FROM completions WHERE " + Schema.trainingCompletions(database.version()) + " ORDER BY id",
                row -> completion(row, Optional.empty()),
                step);
    }

    /** All completions of a question in training, as written. */
    public List<CompletionRecord> completionsOf(String question) {
        return database.query(
                "SELECT * FROM completions WHERE " + Schema.training(database.version())
                        + " AND question_id = ? ORDER BY id",
                row -> completion(row, Optional.empty()),
                question);
    }

    /** The completions of a benchmark in the evaluation after a step, as written. */
    public List<CompletionRecord> completions(String benchmark, long step) {
        return database.query(
                "SELECT * FROM completions WHERE " + Schema.benchmarkCompletions(database.version()) + " ORDER BY id",
                row -> completion(row, Optional.of(benchmark)),
                step,
                benchmark);
    }

    /** Every start and resumption, in order. */
    public List<LaunchRecord> launches() {
        return database.query(
                "SELECT id, started, from_step, ended, outcome FROM runs ORDER BY id",
                row -> new LaunchRecord(
                        row.getLong(1),
                        Instant.parse(row.getString(2)),
                        row.getLong(3),
                        Optional.ofNullable(row.getString(4)).map(Instant::parse),
                        Optional.ofNullable(row.getString(5))));
    }

    private static double value(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
    }

    private static EvalRecord evaluation(ResultSet row) throws SQLException {
        return new EvalRecord(
                row.getLong("step"),
                row.getString("benchmark"),
                row.getInt("questions"),
                row.getInt("correct"),
                row.getDouble("greedy_accuracy"),
                row.getDouble("low"),
                row.getDouble("high"),
                row.getInt("k"),
                row.getDouble("avg_at_k"),
                row.getDouble("avg_low"),
                row.getDouble("avg_high"),
                row.getDouble("pass_at_k"),
                row.getDouble("mean_tokens"),
                row.getDouble("truncated"));
    }

    private static CompletionRecord completion(ResultSet row, Optional<String> benchmark) throws SQLException {
        return new CompletionRecord(
                row.getLong("step"),
                benchmark,
                row.getString("question_id"),
                row.getInt("sample"),
                row.getDouble("temperature"),
                row.getString("prompt"),
                row.getString("text"),
                row.getInt("tokens"),
                row.getDouble("reward"),
                row.getBoolean("formatted"),
                row.getString("outcome"),
                row.getString("rule"),
                Optional.ofNullable(row.getString("answer")),
                TextList.split(row.getString("reference_answers")),
                row.getString("finish_reason"));
    }

    @Override
    public void close() {
        database.close();
    }
}
