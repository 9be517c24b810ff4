package zero4j.run;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads a run's database, also while the run goes on in another process. Not thread-safe. */
public final class RunReader implements AutoCloseable {
    private final RunDatabase database;
    private final CompletionReader completions;

    /** A metric's value at a step; NaN if the step computed no number. */
    public record Point(long step, double value) {}

    private RunReader(RunDatabase database) {
        this.database = database;
        this.completions = new CompletionReader(database);
    }

    /**
     * Opens the database of a run.
     *
     * @throws zero4j.UserError if there is none, or it has another version
     */
    public static RunReader open(Path file) {
        return new RunReader(RunDatabase.forReading(file));
    }

    /** The same, which writes down how the database finds what it is asked for: for tests. */
    static RunReader explaining(Path file, List<String> plans) {
        RunReader reader = open(file);
        reader.database.explain(plans);
        return reader;
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
        return number("SELECT value FROM metrics WHERE name = ? ORDER BY step DESC LIMIT 1", name);
    }

    /** A metric of a step, if the step has it; NaN if it computed no number. */
    public OptionalDouble value(Metric metric, long step) {
        return number("SELECT value FROM metrics WHERE name = ? AND step = ?", metric.key(), step);
    }

    /** Mean seconds of the last steps, all that they measured. */
    OptionalDouble secondsPerStep(int steps) {
        return number(
                "SELECT (max(seconds) - min(seconds)) / (count(*) - 1) FROM (SELECT seconds FROM "
                        + Schema.stepTotals(database.version())
                        + " ORDER BY step DESC LIMIT ?) HAVING count(*) > 1",
                steps + 1);
    }

    private OptionalDouble number(String query, Object... values) {
        return database.query(query, row -> OptionalDouble.of(value(row, 1)), values).stream()
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    /** All evaluations, by step and then in the suite's order. */
    public List<EvalRecord> evaluations() {
        return database.query("SELECT * FROM evaluations ORDER BY step, position", EvalRecord::read);
    }

    /** The evaluations after a step, in the suite's order. */
    public List<EvalRecord> evaluations(long step) {
        return database.query("SELECT * FROM evaluations WHERE step = ? ORDER BY position", EvalRecord::read, step);
    }

    /** The means of the evaluations, in order; of very many about {@code most}, the first and the last among them. */
    public List<EvalMean> evaluationMeans(int most) {
        return database.query(
                "WITH s AS (SELECT step, avg(greedy_accuracy) AS greedy, CASE WHEN min(k) > 0 THEN avg(avg_at_k) END AS"
                        + " sampled, row_number() OVER (ORDER BY step) AS n, count(*) OVER () AS c FROM evaluations"
                        + " GROUP BY step) SELECT step, greedy, sampled FROM s"
                        + " WHERE n IN (1, c) OR n % max(1, c / ?) = 0 ORDER BY step",
                row -> new EvalMean(row.getLong(1), row.getDouble(2), value(row, 3)), most);
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
        return records(completions.ofStep(Optional.empty(), step));
    }

    /** All completions of a question in training, as written. */
    public List<CompletionRecord> completionsOf(String question) {
        return records(completions.ofQuestion(question));
    }

    /** The completions of a benchmark in the evaluation after a step, as written. */
    public List<CompletionRecord> completions(String benchmark, long step) {
        return records(completions.ofStep(Optional.of(benchmark), step));
    }

    private static List<CompletionRecord> records(List<StoredCompletion> stored) {
        return stored.stream().map(StoredCompletion::record).toList();
    }

    /**
     * A page of completions.
     *
     * @throws zero4j.UserError if it is to begin where no page ended
     */
    public CompletionPage page(CompletionQuery query) {
        return completions.page(query);
    }

    /**
     * The groups of a step, in the order of their questions; of training only those that were kept.
     *
     * @param benchmark that asked; empty for training
     */
    public List<List<StoredCompletion>> groups(Optional<String> benchmark, long step) {
        Map<Long, List<StoredCompletion>> groups = new LinkedHashMap<>();
        completions
                .ofStep(benchmark, step)
                .forEach(one -> groups.computeIfAbsent(one.group(), _ -> new ArrayList<>())
                        .add(one));
        return List.copyOf(groups.values());
    }

    /** A group, by {@link StoredCompletion#group}; empty if there is none. */
    public List<StoredCompletion> group(long id) {
        return completions.ofGroup(id);
    }

    /** A completion, by {@link StoredCompletion#id}. */
    public Optional<StoredCompletion> completion(long id) {
        return completions.completion(id);
    }

    /** What is known of each token of a completion, if it was kept. */
    public Optional<TokenValues> tokenValues(long completion) {
        return completions.tokens(completion);
    }

    /**
     * The first step from one on that has completions.
     *
     * @param benchmark that asked; empty for training
     */
    public OptionalLong nextCompletions(Optional<String> benchmark, long from) {
        return completions.step(benchmark, from, false);
    }

    /** The last step up to one that has completions. */
    public OptionalLong previousCompletions(Optional<String> benchmark, long to) {
        return completions.step(benchmark, to, true);
    }

    /** The scores of a benchmark after a step, level by level; one of all where the questions have none. */
    public List<LevelScore> levels(String benchmark, long step) {
        return completions.levels(benchmark, step);
    }

    /** How the questions of a benchmark fared in two evaluations, those that both asked; their shares of correct completions. */
    public List<QuestionScore> scores(String benchmark, long first, long last) {
        return completions.scores(benchmark, first, last);
    }

    /**
     * The question of training whose mean reward changed the most between the first and the last time that it was kept, if any
     * was asked again.
     *
     * @param among so many that were asked again after the most steps
     */
    public Optional<QuestionScore> mostChanged(int among) {
        return completions.mostChanged(among);
    }

    /** Curves of metrics, thinned. */
    public List<Curve> curves(CurveQuery query) {
        return new CurveReader(database).curves(query);
    }

    /** What the user was told, in order. */
    public List<WarningRecord> warnings() {
        return database.query(
                "SELECT launch, step, time, text FROM warnings ORDER BY id",
                row -> new WarningRecord(
                        row.getLong(1), row.getLong(2), Instant.parse(row.getString(3)), row.getString(4)));
    }

    /** Updates that were not applied, in order. */
    public List<SkippedBatch> skippedBatches() {
        return database.query(
                "SELECT step, batch, time, reason, folder FROM skipped_batches ORDER BY step, batch",
                row -> new SkippedBatch(
                        row.getLong(1),
                        row.getInt(2),
                        Instant.parse(row.getString(3)),
                        row.getString(4),
                        Optional.ofNullable(row.getString(5))));
    }

    /** Every start and resumption, in order. */
    public List<LaunchRecord> launches() {
        return database.query(
                "SELECT id, started, from_step, ended, outcome FROM runs ORDER BY id", LaunchRecord::read);
    }

    private static double value(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
    }

    @Override
    public void close() {
        database.close();
    }
}
