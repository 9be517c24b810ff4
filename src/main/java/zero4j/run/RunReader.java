package zero4j.run;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        database.query("SELECT step FROM steps WHERE step > ?", row -> row.getLong(1), step)
                .forEach(s -> steps.put(s, new TreeMap<>()));
        record Value(long step, String name, double value) {}
        List<Value> values = database.query(
                "SELECT step, name, value FROM metrics WHERE step > ?",
                row -> new Value(row.getLong(1), row.getString(2), value(row, 3)),
                step);
        for (Value value : values) {
            // A step written between the two queries is left for the next call.
            Map<String, Double> metrics = steps.get(value.step());
            if (metrics != null) {
                metrics.put(value.name(), value.value());
            }
        }
        List<StepRecord> records = new ArrayList<>();
        steps.forEach((number, metrics) -> records.add(new StepRecord(number, metrics)));
        return records;
    }

    /** The curve of one metric, in the order of steps. */
    public List<Point> metric(String name) {
        return database.query(
                "SELECT step, value FROM metrics WHERE name = ? ORDER BY step",
                row -> new Point(row.getLong(1), value(row, 2)),
                name);
    }

    /** All evaluations, by step and then in the suite's order. */
    public List<EvalRecord> evaluations() {
        return database.query("SELECT * FROM evaluations ORDER BY step, position", RunReader::evaluation);
    }

    /** The kept completions of a step in a set ({@link CompletionRecord#TRAIN} or a benchmark's name), as written. */
    public List<CompletionRecord> completions(String set, long step) {
        return database.query(
                "SELECT * FROM completions WHERE question_set = ? AND step = ? ORDER BY id",
                RunReader::completion,
                set,
                step);
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

    private static CompletionRecord completion(ResultSet row) throws SQLException {
        return new CompletionRecord(
                row.getLong("step"),
                row.getString("question_set"),
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
