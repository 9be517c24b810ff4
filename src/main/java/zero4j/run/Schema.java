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
    static final int VERSION = 1;

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
              rule TEXT NOT NULL, answer TEXT, reference_answers TEXT NOT NULL, finish_reason TEXT NOT NULL)
            """,
            "CREATE INDEX completions_by_step ON completions (question_set, step)",
            """
            CREATE TABLE evaluations (
              step INTEGER NOT NULL, position INTEGER NOT NULL, benchmark TEXT NOT NULL, questions INTEGER NOT NULL,
              correct INTEGER NOT NULL, greedy_accuracy REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
              k INTEGER NOT NULL, avg_at_k REAL NOT NULL, avg_low REAL NOT NULL, avg_high REAL NOT NULL,
              pass_at_k REAL NOT NULL, mean_tokens REAL NOT NULL, truncated REAL NOT NULL,
              PRIMARY KEY (step, benchmark)) WITHOUT ROWID
            """);

    private Schema() {}

    /** Creates the tables in an empty database; nothing to do in one of this version. */
    static void create(Connection connection) throws SQLException {
        if (version(connection) != 0) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("PRAGMA user_version = " + VERSION);
        }
    }

    /** @throws UserError if the database has another version */
    static void check(Connection connection, Object file) throws SQLException {
        int version = version(connection);
        if (version != VERSION) {
            throw new UserError(file + " has version " + version + " of the run database, this program reads version "
                    + VERSION + "; use the program version named in the run's provenance.json");
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.getInt(1);
        }
    }
}
