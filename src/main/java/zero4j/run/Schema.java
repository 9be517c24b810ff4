package zero4j.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import zero4j.UserError;

/** The tables of a run's database and their version. */
final class Schema {
    /** Kept in the database's {@code user_version}; 0 is an empty file. */
    static final int VERSION = 2;

    /** Without the column {@code kind}: training's completions were those of a set called {@value #TRAIN}. */
    private static final int BEFORE_KINDS = 1;

    /** The column {@code kind} of completions that were sampled in training. */
    static final String TRAINING = "training";

    /** The column {@code kind} of an evaluation's completions. */
    static final String EVALUATION = "evaluation";

    /** What stands in the column {@code question_set} of training's completions. */
    static final String TRAIN = "train";

    private static final String COMPLETIONS_BY_STEP = "CREATE INDEX completions_by_step ON completions (kind, step)";

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE runs (
              id INTEGER PRIMARY KEY, started TEXT NOT NULL, from_step INTEGER NOT NULL, ended TEXT, outcome TEXT)
            """,
            "CREATE TABLE steps (step INTEGER PRIMARY KEY, time TEXT NOT NULL)",
            """
            CREATE TABLE metrics (
              name TEXT NOT NULL, step INTEGER NOT NULL, value REAL, PRIMARY KEY (name, step)) WITHOUT ROWID
            """,
            """
            CREATE TABLE completions (
              id INTEGER PRIMARY KEY, step INTEGER NOT NULL, question_set TEXT NOT NULL, question_id TEXT NOT NULL,
              sample INTEGER NOT NULL, temperature REAL NOT NULL, prompt TEXT NOT NULL, text TEXT NOT NULL,
              tokens INTEGER NOT NULL, reward REAL NOT NULL, formatted INTEGER NOT NULL, outcome TEXT NOT NULL,
              rule TEXT NOT NULL, answer TEXT, reference_answers TEXT NOT NULL, finish_reason TEXT NOT NULL,
              kind TEXT NOT NULL)
            """,
            COMPLETIONS_BY_STEP,
            """
            CREATE TABLE evaluations (
              step INTEGER NOT NULL, position INTEGER NOT NULL, benchmark TEXT NOT NULL, questions INTEGER NOT NULL,
              correct INTEGER NOT NULL, greedy_accuracy REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
              k INTEGER NOT NULL, avg_at_k REAL NOT NULL, avg_low REAL NOT NULL, avg_high REAL NOT NULL,
              pass_at_k REAL NOT NULL, mean_tokens REAL NOT NULL, truncated REAL NOT NULL,
              PRIMARY KEY (step, benchmark)) WITHOUT ROWID
            """);

    private static final List<String> TO_KINDS = List.of(
            "ALTER TABLE completions ADD COLUMN kind TEXT NOT NULL DEFAULT '" + EVALUATION + "'",
            "UPDATE completions SET kind = '" + TRAINING + "' WHERE question_set = '" + TRAIN + "'",
            "DROP INDEX completions_by_step",
            COMPLETIONS_BY_STEP);

    private Schema() {}

    /** Creates the tables in an empty database, or gives those of an earlier version what they lack. */
    static void create(Connection connection) throws SQLException {
        switch (version(connection)) {
            case 0 -> execute(connection, TABLES);
            case BEFORE_KINDS -> execute(connection, TO_KINDS);
            default -> {
                return;
            }
        }
        execute(connection, List.of("PRAGMA user_version = " + VERSION));
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Which completions of a step are training's, in a database that can be read. */
    static String trainingCompletions(int version) {
        return training(version) + " AND step = ?";
    }

    /** Which completions are training's. */
    static String training(int version) {
        return version == BEFORE_KINDS ? "question_set = '" + TRAIN + "'" : "kind = '" + TRAINING + "'";
    }

    /** Which completions of a step are those of a benchmark. */
    static String benchmarkCompletions(int version) {
        return (version == BEFORE_KINDS ? "" : "kind = '" + EVALUATION + "' AND ") + "step = ? AND question_set = ?";
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
