package zero4j.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import zero4j.UserError;

/** Finds completions by the indexes of their table, so that a run may have millions. */
final class CompletionReader {
    /** Completions that are looked at for one page: an index's entries where they suffice, else rows. */
    private static final int MOST_ENTRIES = 200_000;

    private static final int MOST_ROWS = 20_000;

    private static final String IS_NOT_EVALUATED = "c.rule = '" + Schema.NOT_EVALUATED + "'";

    private final RunDatabase database;

    CompletionReader(RunDatabase database) {
        this.database = database;
    }

    /** A statement and its parameters. */
    record Sql(StringBuilder text, List<Object> arguments) {
        Sql(String text, Object... arguments) {
            this(new StringBuilder(text), new ArrayList<>(List.of(arguments)));
        }

        Sql add(String more, Object... values) {
            text.append(more);
            arguments.addAll(List.of(values));
            return this;
        }
    }

    /** Where a page ended. */
    private record Cursor(double key, long id) {
        static Cursor of(String text) {
            try {
                int comma = text.indexOf(',');
                return new Cursor(
                        Double.parseDouble(text.substring(0, comma)), Long.parseLong(text.substring(comma + 1)));
            } catch (RuntimeException e) {
                throw new UserError("no page of completions ends at '" + text + "'; ask for the first page again", e);
            }
        }

        String text() {
            return key + "," + id;
        }
    }

    CompletionPage page(CompletionQuery query) {
        int most = entriesSuffice(query) ? MOST_ENTRIES : MOST_ROWS;
        List<Long> found = new ArrayList<>();
        Looked looked = new Looked();
        Sql walk = walk(query).add(" LIMIT ?", most + 1);
        database.eachWhile(
                walk.text().toString(),
                row -> {
                    if (looked.count == most || found.size() == query.limit()) {
                        looked.more = true;
                        return false;
                    }
                    looked.count++;
                    looked.last = new Cursor(row.getDouble(2), row.getLong(1));
                    if (row.getBoolean(3)) {
                        found.add(row.getLong(1));
                    }
                    return true;
                },
                walk.arguments().toArray());
        return new CompletionPage(
                found.stream().map(this::completion).flatMap(Optional::stream).toList(),
                looked.more ? Optional.of(looked.last.text()) : Optional.empty(),
                looked.count);
    }

    /** How far a page has got. */
    private static final class Looked {
        private int count;
        private boolean more;
        private Cursor last = new Cursor(0, 0);
    }

    static boolean entriesSuffice(CompletionQuery query) {
        return query.sort() == CompletionQuery.Sort.STEP
                && query.search().isEmpty()
                && (query.judged() != CompletionQuery.Judged.NOT_EVALUATED || rareFirst(query))
                && query.level().isEmpty()
                && query.greedy().isEmpty();
    }

    /** The entries that are looked at, in their order: id, key, whether it is one of those that are asked for. */
    static Sql walk(CompletionQuery query) {
        String key = "c." + query.sort().column();
        Sql sql = new Sql("SELECT c.id, " + key + ", ");
        fits(query, sql);
        boolean joined = query.level().isPresent() || query.question().isPresent();
        sql.add(" FROM " + (joined ? StoredCompletion.TABLES : "completions c") + " WHERE ");
        query.question()
                .ifPresent(id -> sql.add(
                        "q.kind = ? AND q.question_set = ? AND q.question_id = ? AND ", kind(query), set(query), id));
        boolean partial = query.sort().partial();
        boolean few = query.step().isPresent() || query.question().isPresent();
        // Where the order comes from an index of its own, the + keeps SQLite from looking by kind and sorting all.
        sql.add((partial && !few ? "+" : "") + "c.kind = '" + kind(query) + "'");
        if (query.benchmark().isPresent() || query.sort() != CompletionQuery.Sort.STEP) {
            sql.add(partial ? " AND +c.question_set = ?" : " AND c.question_set = ?", set(query));
        }
        query.step().ifPresent(step -> sql.add(" AND c.step = ?", step));
        if (rareFirst(query)) {
            sql.add(" AND " + IS_NOT_EVALUATED + " AND c.question_set = ?", set(query));
        }
        if (partial) {
            sql.add(" AND " + key + " IS NOT NULL");
        }
        query.after()
                .map(Cursor::of)
                .ifPresent(cursor -> sql.add(
                        " AND (" + key + ", c.id) " + (query.descending() ? "<" : ">") + " (?, ?)",
                        cursor.key(),
                        cursor.id()));
        String direction = query.descending() ? " DESC" : "";
        return sql.add(" ORDER BY " + key + direction + ", c.id" + direction);
    }

    /** Whether an index has those alone that are asked for. */
    private static boolean rareFirst(CompletionQuery query) {
        return query.judged() == CompletionQuery.Judged.NOT_EVALUATED && query.sort() == CompletionQuery.Sort.STEP;
    }

    private static void fits(CompletionQuery query, Sql sql) {
        sql.add("(c.tokens BETWEEN ? AND ?", query.minTokens(), query.maxTokens());
        switch (query.judged()) {
            case ANY -> {}
            case NOT_EVALUATED -> sql.add(" AND " + IS_NOT_EVALUATED);
            case RIGHT -> sql.add(" AND c.outcome = 'correct'");
            case WRONG -> sql.add(" AND c.outcome <> 'correct'");
            case TRUNCATED -> sql.add(" AND c.finish_reason = 'length'");
        }
        query.finishReason().ifPresent(reason -> sql.add(" AND c.finish_reason = ?", reason));
        query.greedy().ifPresent(greedy -> sql.add(greedy ? " AND c.temperature = 0" : " AND c.temperature > 0"));
        query.level().ifPresent(level -> sql.add(" AND json_extract(q.tags, '$.level') = ?", level));
        if (!query.search().isEmpty()) {
            sql.add(" AND c.text LIKE ? ESCAPE '\\'", "%" + query.search().replaceAll("([\\\\%_])", "\\\\$1") + "%");
        }
        sql.add(")");
    }

    private static String kind(CompletionQuery query) {
        return query.benchmark().isPresent() ? Schema.EVALUATION : Schema.TRAINING;
    }

    private static String set(CompletionQuery query) {
        return query.benchmark().orElse(Schema.TRAIN);
    }

    Optional<StoredCompletion> completion(long id) {
        return database
                .query(
                        "SELECT " + StoredCompletion.COLUMNS + " FROM " + StoredCompletion.TABLES + " WHERE c.id = ?",
                        StoredCompletion::read,
                        id)
                .stream()
                .findFirst();
    }

    /** The completions of a step, group after group. */
    List<StoredCompletion> ofStep(Optional<String> benchmark, long step) {
        Sql sql = new Sql("SELECT " + StoredCompletion.COLUMNS + " FROM " + StoredCompletion.TABLES + " WHERE ");
        source(benchmark, sql);
        sql.add(" AND c.step = ? ORDER BY c.id", step);
        return database.query(
                sql.text().toString(), StoredCompletion::read, sql.arguments().toArray());
    }

    private static void source(Optional<String> benchmark, Sql sql) {
        sql.add("c.kind = '" + (benchmark.isPresent() ? Schema.EVALUATION : Schema.TRAINING) + "'");
        benchmark.ifPresent(name -> sql.add(" AND c.question_set = ?", name));
    }

    List<StoredCompletion> ofGroup(long group) {
        return database.query(
                "SELECT " + StoredCompletion.COLUMNS + " FROM completions f JOIN questions fq ON fq.id = f.question"
                        + " JOIN questions q ON q.kind = fq.kind AND q.question_set = fq.question_set"
                        + " AND q.question_id = fq.question_id JOIN completions c ON c.question = q.id"
                        + " AND c.step = f.step AND c.group_id = f.group_id WHERE f.id = ? ORDER BY c.id",
                StoredCompletion::read,
                group);
    }

    List<StoredCompletion> ofQuestion(String question) {
        return database.query(
                "SELECT " + StoredCompletion.COLUMNS + " FROM " + StoredCompletion.TABLES
                        + " WHERE q.kind = ? AND q.question_set = ? AND q.question_id = ? ORDER BY c.id",
                StoredCompletion::read,
                Schema.TRAINING,
                Schema.TRAIN,
                question);
    }

    Optional<TokenValues> tokens(long id) {
        return database
                .query(
                        "SELECT lengths, logprobs, entropies, advantages FROM token_values WHERE completion = ?",
                        row -> TokenValues.read(
                                row.getBytes(1),
                                row.getBytes(2),
                                Optional.ofNullable(row.getBytes(3)),
                                Optional.ofNullable(row.getBytes(4))),
                        id)
                .stream()
                .findFirst();
    }

    /** The next step from one on that has completions, or with {@code back} the next before it. */
    OptionalLong step(Optional<String> benchmark, long from, boolean back) {
        Sql sql = new Sql("SELECT c.step FROM completions c WHERE ");
        source(benchmark, sql);
        sql.add(
                " AND c.step " + (back ? "<=" : ">=") + " ? ORDER BY c.step" + (back ? " DESC" : "") + " LIMIT 1",
                from);
        return database
                .query(
                        sql.text().toString(),
                        row -> OptionalLong.of(row.getLong(1)),
                        sql.arguments().toArray())
                .stream()
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    /** Counts of a benchmark's completions after a step, by the level of their questions. */
    List<LevelScore> levels(String benchmark, long step) {
        return database.query(
                "SELECT coalesce(json_extract(q.tags, '$.level'), '') AS level, sum(c.temperature = 0),"
                        + " sum(c.temperature = 0 AND c.outcome = 'correct'), sum(c.temperature > 0),"
                        + " sum(c.temperature > 0 AND c.outcome = 'correct'), sum(c.rule = '" + Schema.NOT_EVALUATED
                        + "')"
                        + " FROM " + StoredCompletion.TABLES
                        + " WHERE c.kind = '" + Schema.EVALUATION + "' AND c.question_set = ? AND c.step = ?"
                        + " GROUP BY level ORDER BY level",
                row -> new LevelScore(
                        row.getString(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getInt(5), row.getInt(6)),
                benchmark,
                step);
    }

    /** How the questions of a benchmark fared in two evaluations, those that both asked. No text of a completion is read. */
    List<QuestionScore> scores(String benchmark, long first, long last) {
        String share = "SELECT q.question_id AS question, avg(c.outcome = 'correct') AS share FROM "
                + StoredCompletion.TABLES + " WHERE c.kind = '" + Schema.EVALUATION
                + "' AND c.question_set = ? AND c.step = ? GROUP BY q.question_id";
        return database.query(
                "SELECT a.question, a.share, b.share FROM (" + share + ") a JOIN (" + share
                        + ") b ON a.question = b.question ORDER BY a.question",
                row -> new QuestionScore(row.getString(1), first, last, row.getDouble(2), row.getDouble(3)),
                benchmark,
                first,
                benchmark,
                last);
    }

    /**
     * The question of training whose reward changed the most between the first and the last time that it was kept, among so many
     * that were asked again after the most steps.
     */
    Optional<QuestionScore> mostChanged(int among) {
        if (database.version() < Schema.VERSION) {
            return Optional
                    .empty(); // earlier ones do not know which completions are of one question without reading all
        }
        String reward = "(SELECT avg(reward) FROM completions c WHERE c.question = s.question AND c.step = s.";
        return database
                .query(
                        "WITH s AS (SELECT question, min(step) AS a, max(step) AS b FROM completions WHERE question IN"
                                + " (SELECT id FROM questions WHERE kind = '" + Schema.TRAINING
                                + "') GROUP BY question HAVING min(step) < max(step)"
                                + " ORDER BY max(step) - min(step) DESC, question LIMIT ?)"
                                + " SELECT q.question_id, s.a, s.b, " + reward + "a) AS x, " + reward + "b) AS y"
                                + " FROM s JOIN questions q ON q.id = s.question"
                                + " ORDER BY abs(x - y) DESC, s.question LIMIT 1",
                        row -> new QuestionScore(
                                row.getString(1), row.getLong(2), row.getLong(3), row.getDouble(4), row.getDouble(5)),
                        among)
                .stream()
                .findFirst();
    }
}
