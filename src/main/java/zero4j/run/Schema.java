package zero4j.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import zero4j.UserError;

/**
 * The tables of a run's database and their version; {@code docs/run-format.md} describes them. A database of an earlier version is
 * given the tables of this one where the run goes on, and is read through views that look like them.
 */
final class Schema {
    /** Kept in the database's {@code user_version}; 0 is an empty file. */
    static final int VERSION = 3;

    /** Without the column {@code kind}: training's completions were those of a set called {@value #TRAIN}. */
    private static final int BEFORE_KINDS = 1;

    /** A prompt with every completion; no advantages, values of tokens, warnings, nor sums up to a step. */
    private static final int BEFORE_QUESTIONS = 2;

    /** The column {@code kind} of completions that were sampled in training. */
    static final String TRAINING = "training";

    /** The column {@code kind} of an evaluation's completions. */
    static final String EVALUATION = "evaluation";

    /** What stands in the column {@code question_set} of training's completions. */
    static final String TRAIN = "train";

    /** The column {@code rule} of an answer of the right value that leaves to be done what was asked for. */
    static final String NOT_EVALUATED = "right value, not evaluated";

    private static final String RUNS = """
            CREATE TABLE runs (
              id INTEGER PRIMARY KEY, started TEXT NOT NULL, from_step INTEGER NOT NULL, ended TEXT, outcome TEXT)
            """;

    private static final String METRICS = """
            CREATE TABLE metrics (
              name TEXT NOT NULL, step INTEGER NOT NULL, value REAL, PRIMARY KEY (name, step)) WITHOUT ROWID
            """;

    private static final String EVALUATIONS = """
            CREATE TABLE evaluations (
              step INTEGER NOT NULL, position INTEGER NOT NULL, benchmark TEXT NOT NULL, questions INTEGER NOT NULL,
              correct INTEGER NOT NULL, greedy_accuracy REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
              k INTEGER NOT NULL, avg_at_k REAL NOT NULL, avg_low REAL NOT NULL, avg_high REAL NOT NULL,
              pass_at_k REAL NOT NULL, mean_tokens REAL NOT NULL, truncated REAL NOT NULL,
              PRIMARY KEY (step, benchmark)) WITHOUT ROWID
            """;

    private static final String COMPLETIONS = """
            CREATE TABLE completions (
              id INTEGER PRIMARY KEY, kind TEXT NOT NULL, step INTEGER NOT NULL, question_set TEXT NOT NULL,
              question INTEGER NOT NULL REFERENCES questions (id), group_id INTEGER NOT NULL, sample INTEGER NOT NULL,
              temperature REAL NOT NULL, tokens INTEGER NOT NULL, reward REAL NOT NULL, formatted INTEGER NOT NULL,
              outcome TEXT NOT NULL, rule TEXT NOT NULL, answer TEXT, finish_reason TEXT NOT NULL,
              policy_version INTEGER, logprob REAL, entropy REAL, advantage REAL, text TEXT NOT NULL)
            """;

    /** What a database of version 2 has not. */
    private static final List<String> SINCE_QUESTIONS =
            List.of("""
            CREATE TABLE questions (
              id INTEGER PRIMARY KEY, kind TEXT NOT NULL, question_set TEXT NOT NULL, question_id TEXT NOT NULL,
              text TEXT NOT NULL, tags TEXT NOT NULL, prompt TEXT NOT NULL, reference_answers TEXT NOT NULL)
            """, "CREATE INDEX questions_by_id ON questions (kind, question_set, question_id)", """
            CREATE TABLE token_values (
              completion INTEGER PRIMARY KEY REFERENCES completions (id), lengths BLOB NOT NULL,
              logprobs BLOB NOT NULL, entropies BLOB, advantages BLOB)
            """, """
            CREATE TABLE warnings (
              id INTEGER PRIMARY KEY, launch INTEGER NOT NULL, step INTEGER NOT NULL, time TEXT NOT NULL,
              text TEXT NOT NULL)
            """, """
            CREATE TABLE skipped_batches (
              step INTEGER NOT NULL, batch INTEGER NOT NULL, time TEXT NOT NULL, reason TEXT NOT NULL, folder TEXT,
              PRIMARY KEY (step, batch)) WITHOUT ROWID
            """);

    /** The id behind the key, so that a page goes on exactly where the last one ended; then what lists are filtered by. */
    private static final List<String> INDEXES = List.of(
            "CREATE INDEX completions_by_step ON completions (kind, step, id, outcome, finish_reason, tokens)",
            "CREATE INDEX completions_by_benchmark ON completions (question_set, step, id, outcome, finish_reason, tokens)"
                    + " WHERE kind = '" + EVALUATION + "'",
            "CREATE INDEX completions_by_question ON completions (question, step)",
            "CREATE INDEX completions_by_tokens ON completions (kind, question_set, tokens, id)",
            "CREATE INDEX completions_by_reward ON completions (kind, question_set, reward, id)",
            "CREATE INDEX completions_by_advantage ON completions (advantage, id) WHERE advantage IS NOT NULL",
            "CREATE INDEX completions_by_logprob ON completions (logprob, id) WHERE logprob IS NOT NULL",
            "CREATE INDEX completions_not_evaluated ON completions (kind, question_set, step, id) WHERE rule = '"
                    + NOT_EVALUATED + "'");

    private static final String STEPS =
            "CREATE TABLE steps (step INTEGER PRIMARY KEY, time TEXT NOT NULL, tokens INTEGER, seconds REAL)";

    private static final List<String> TO_KINDS = List.of(
            "ALTER TABLE completions ADD COLUMN kind TEXT NOT NULL DEFAULT '" + EVALUATION + "'",
            "UPDATE completions SET kind = '" + TRAINING + "' WHERE question_set = '" + TRAIN + "'");

    private static final String COPY_COMPLETIONS = """
            INSERT INTO completions
            SELECT c.id, c.kind, c.step, c.question_set, q.id, max(CASE WHEN sample = 0 THEN c.id END) OVER (ORDER BY c.id),
              sample, temperature, tokens, reward, formatted, outcome, rule, answer, finish_reason, NULL, NULL, NULL, NULL,
              c.text
            FROM old_completions c JOIN questions q ON q.kind = c.kind AND q.question_set = c.question_set
              AND q.question_id = c.question_id AND q.prompt = c.prompt AND q.reference_answers = c.reference_answers
            """;

    private static final List<String> TO_QUESTIONS_BEFORE_COPY =
            List.of("DROP INDEX completions_by_step", "ALTER TABLE completions RENAME TO old_completions", COMPLETIONS);

    private static final List<String> TO_QUESTIONS_COPY = List.of(
            """
            INSERT INTO questions
            SELECT min(id), kind, question_set, question_id, '', '{}', prompt, reference_answers FROM old_completions
            GROUP BY kind, question_set, question_id, prompt, reference_answers
            """,
            COPY_COMPLETIONS,
            "DROP TABLE old_completions",
            "ALTER TABLE steps ADD COLUMN tokens INTEGER",
            "ALTER TABLE steps ADD COLUMN seconds REAL",
            "UPDATE steps SET tokens = t.tokens, seconds = t.seconds FROM (" + totals()
                    + ") t WHERE steps.step = t.step");

    private Schema() {}

    /** Sampled tokens and seconds of all steps up to each: what {@code steps} has by itself since version 3. */
    private static String totals() {
        return """
               SELECT step, sum(tokens) OVER w AS tokens, sum(seconds) OVER w AS seconds FROM (
                 SELECT step,
                   CAST(round(coalesce(max(CASE name WHEN 'rollout_tokens_per_second' THEN value END)
                     * max(CASE name WHEN 'seconds_rollout' THEN value END), 0)) AS INTEGER) AS tokens,
                   coalesce(sum(CASE WHEN name GLOB 'seconds_*' THEN value END), 0) AS seconds
                 FROM metrics GROUP BY step)
               WINDOW w AS (ORDER BY step)
               """;
    }

    /** Creates the tables in an empty database, or gives those of an earlier version what they lack. */
    static void create(Connection connection) throws SQLException {
        int version = version(connection);
        if (version >= VERSION) {
            return;
        }
        if (version == 0) {
            execute(connection, List.of(RUNS, STEPS, METRICS, EVALUATIONS, COMPLETIONS));
            execute(connection, SINCE_QUESTIONS);
        } else {
            if (version == BEFORE_KINDS) {
                execute(connection, TO_KINDS);
            }
            execute(connection, TO_QUESTIONS_BEFORE_COPY);
            execute(connection, SINCE_QUESTIONS);
            execute(connection, TO_QUESTIONS_COPY);
        }
        execute(connection, INDEXES);
        execute(connection, List.of("PRAGMA user_version = " + VERSION));
    }

    /** Lets a database of an earlier version be read as one of this version: by views of this connection alone. */
    static void adapt(Connection connection, int version) throws SQLException {
        if (version > BEFORE_QUESTIONS) {
            return;
        }
        String kind = version == BEFORE_KINDS
                ? "CASE question_set WHEN '" + TRAIN + "' THEN '" + TRAINING + "' ELSE '" + EVALUATION + "' END AS kind"
                : "kind";
        execute(
                connection,
                List.of(
                        "CREATE TEMP VIEW questions AS SELECT id, " + kind + ", question_set, question_id, '' AS text,"
                                + " '{}' AS tags, prompt, reference_answers FROM main.completions",
                        "CREATE TEMP VIEW completions AS SELECT id, " + kind + ", step, question_set, id AS question,"
                                + " (SELECT d.id FROM main.completions d WHERE d.id <= c.id AND d.sample = 0"
                                + " ORDER BY d.id DESC LIMIT 1) AS group_id, sample, temperature, tokens, reward,"
                                + " formatted, outcome, rule, answer, finish_reason, NULL AS policy_version,"
                                + " NULL AS logprob, NULL AS entropy, NULL AS advantage, text FROM main.completions c",
                        "CREATE TEMP VIEW token_values AS SELECT NULL AS completion, NULL AS lengths, NULL AS logprobs,"
                                + " NULL AS entropies, NULL AS advantages WHERE 0",
                        "CREATE TEMP VIEW warnings AS SELECT NULL AS id, NULL AS launch, NULL AS step, NULL AS time,"
                                + " NULL AS text WHERE 0",
                        "CREATE TEMP VIEW skipped_batches AS SELECT NULL AS step, NULL AS batch, NULL AS time,"
                                + " NULL AS reason, NULL AS folder WHERE 0",
                        "CREATE TEMP VIEW step_totals AS " + totals()));
    }

    /** Where sampled tokens and seconds up to each step stand. */
    static String stepTotals(int version) {
        return version > BEFORE_QUESTIONS ? "steps" : "step_totals";
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /**
     * The version of a database, if it can be read.
     *
     * @throws UserError if it has a version that this program does not know, or is empty
     */
    static int check(Connection connection, Object file) throws SQLException {
        int version = version(connection);
        if (version == 0) {
            throw new UserError("the run database " + file + " is empty: nothing that the run recorded is in it");
        }
        if (version > VERSION) {
            throw new UserError(file + " has version " + version + " of the run database, this program reads versions "
                    + BEFORE_KINDS + " to " + VERSION + "; use the program version named in the run's provenance.json");
        }
        return version;
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.getInt(1);
        }
    }
}
