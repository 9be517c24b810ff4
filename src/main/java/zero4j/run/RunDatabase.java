package zero4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import zero4j.OptionalLibrary;
import zero4j.UserError;

/** One connection to a run's SQLite file, with failures told by the file's name. Not thread-safe. */
final class RunDatabase implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MS = 30_000;

    /** Nobody who trains makes a reader wait: what locks the file longer is another program, and is told. */
    private static final int READING_TIMEOUT_MS = 2_000;

    private static final int PAGE_BYTES = 16_384;

    private final Path file;
    private Connection connection;
    /** When the file was last written, if nobody was writing as it was opened; null where the connection sees what is written. */
    private @Nullable FileTime still;

    private int version = Schema.VERSION;
    private @Nullable List<String> plans;

    /** Work inside a transaction or query. */
    @FunctionalInterface
    interface Work {
        void run(Connection connection) throws SQLException;
    }

    /** Work on statements of one's own. */
    @FunctionalInterface
    interface Part {
        void run() throws SQLException;
    }

    /** Reads the current row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Looks at the current row. */
    @FunctionalInterface
    interface Visit {
        void row(ResultSet row) throws SQLException;
    }

    private RunDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Opens for writing; creates the file and its tables where there are none. */
    static RunDatabase forWriting(Path file) {
        OptionalLibrary.SQLITE.require("Recording a run");
        SQLiteConfig config = new SQLiteConfig();
        if (isNew(file)) {
            setPageSize(file);
        }
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A step that was reported is not lost with the power.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        RunDatabase database =
                new RunDatabase(file, connection(file, "jdbc:sqlite:" + file.toAbsolutePath(), config.toProperties()));
        return database.checked(() -> database.transaction(Schema::create));
    }

    private static boolean isNew(Path file) {
        try {
            return !Files.exists(file) || (Files.isRegularFile(file) && Files.size(file) == 0);
        } catch (IOException e) {
            throw new UserError("the run database " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** By itself, since it counts only before anything else is done; a setting of the connection comes too late. */
    private static void setPageSize(Path file) {
        try (Connection connection = connection(file, "jdbc:sqlite:" + file.toAbsolutePath(), new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + PAGE_BYTES);
            statement.execute("VACUUM");
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /** Opens for reading while another process may write. */
    static RunDatabase forReading(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserError("there is no run database " + file + "; name the folder of a run");
        }
        OptionalLibrary.SQLITE.require("Reading a run");
        FileTime still = unwritten(file);
        RunDatabase database = new RunDatabase(file, reading(file, still));
        database.still = still;
        return database.checked(() -> {});
    }

    /**
     * When a file was last written that nobody is writing. Who writes has a log beside the database, and where no file can be made
     * beside it nobody can. Such a database is read as it is: else readers would leave files beside it.
     */
    private static @Nullable FileTime unwritten(Path file) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        try {
            boolean written = Files.exists(folder.resolve(file.getFileName() + "-wal")) && Files.isWritable(folder);
            return written ? null : Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UserError("the run database " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Connection reading(Path file, @Nullable FileTime still) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(READING_TIMEOUT_MS);
        String uri = file.toAbsolutePath().toUri().toASCIIString().replaceFirst("^file:/+", "file:/");
        return connection(
                file,
                "jdbc:sqlite:" + uri + (still == null ? "?mode=ro" : "?mode=ro&immutable=1"),
                config.toProperties());
    }

    /** Opens anew a database that somebody has begun to write, or has written, since it was opened. */
    private void follow() throws SQLException {
        if (still == null) {
            return;
        }
        FileTime now = unwritten(file);
        if (!still.equals(now)) {
            connection.close();
            connection = reading(file, now);
            still = now;
            version = Schema.check(connection, file);
            Schema.adapt(connection, version);
        }
    }

    private static Connection connection(Path file, String url, Properties properties) {
        try {
            return Objects.requireNonNull(new JDBC().connect(url, properties));
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    private RunDatabase checked(Runnable first) {
        boolean good = false;
        try {
            first.run();
            version = Schema.check(connection, file);
            Schema.adapt(connection, version);
            good = true;
            return this;
        } catch (SQLException e) {
            throw failure(file, e);
        } finally {
            if (!good) {
                close();
            }
        }
    }

    /** All of the work, or nothing of it; inside a transaction, a part of it. */
    void transaction(Work work) {
        try {
            if (!connection.getAutoCommit()) {
                work.run(connection);
                return;
            }
            connection.setAutoCommit(false);
            try {
                work.run(connection);
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                undo(e); // else the next commit would keep half of the work
                throw e;
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /** A part of a transaction's work, inside other work that knows nothing of databases. */
    void part(Part part) {
        try {
            part.run();
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /** A full disk ends a transaction by itself, and then undoing fails too: the first failure is the one to tell. */
    private void undo(Throwable first) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }

    /** From now on every query first writes down its plan. */
    void explain(List<String> into) {
        plans = into;
    }

    /** The version of its tables. */
    int version() {
        return version;
    }

    /** All rows of a query. */
    <T> List<T> query(String sql, Row<T> row, Object... arguments) {
        List<T> rows = new ArrayList<>();
        each(sql, result -> rows.add(row.read(result)), arguments);
        return rows;
    }

    /** Reads the rows of a query one by one, without keeping them. */
    void each(String sql, Visit visit, Object... arguments) {
        eachWhile(
                sql,
                row -> {
                    visit.row(row);
                    return true;
                },
                arguments);
    }

    /** Reads the rows of a query one by one as long as they are wanted: those behind are not even computed. */
    void eachWhile(String sql, Row<Boolean> wanted, Object... arguments) {
        try {
            follow();
            if (plans != null && !sql.startsWith("EXPLAIN ")) {
                plans.addAll(query("EXPLAIN QUERY PLAN " + sql, row -> row.getString("detail"), arguments));
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, arguments);
                try (ResultSet result = statement.executeQuery()) {
                    boolean more = true;
                    while (more && result.next()) {
                        more = wanted.read(result);
                    }
                }
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /** Sets the parameters of a statement in order; null is SQL's NULL. */
    static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
    }

    private static UserError failure(Path file, SQLException e) {
        return new UserError(
                "the run database " + file + " failed: " + e.getMessage()
                        + "; check the free space and the rights of its folder",
                e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }
}
