package zero4j.data;

import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;
import zero4j.GitLfs;
import zero4j.OptionalLibrary;
import zero4j.UserError;

/** Rows of Parquet files, read through DuckDB in memory. */
final class ParquetRows {
    private static final String ALL = "SELECT * FROM read_parquet(?)";

    private ParquetRows() {}

    static void read(Path file, RawTable table) {
        GitLfs.requireFetched(file);
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(ALL)) {
            statement.setString(1, literal(file));
            try (ResultSet result = statement.executeQuery()) {
                collect(file, result, table);
            }
        } catch (SQLException e) {
            throw new UserError("Cannot read " + file + ": " + reason(e) + ". Mend or convert the file.", e);
        }
    }

    private static Connection connect() throws SQLException {
        OptionalLibrary.DUCKDB.require("Reading Parquet files");
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("threads", "2");
        settings.setProperty("jdbc_stream_results", "true");
        return DriverManager.getConnection("jdbc:duckdb:", settings);
    }

    /** DuckDB reads file names as patterns. */
    private static String literal(Path file) {
        return file.toAbsolutePath().toString().replaceAll("[*?\\[]", "[$0]");
    }

    private static String reason(SQLException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .limit(2)
                .reduce((a, b) -> a + " " + b)
                .orElse("unknown");
    }

    private static void collect(Path file, ResultSet result, RawTable table) throws SQLException {
        ResultSetMetaData meta = result.getMetaData();
        for (int c = 1; c <= meta.getColumnCount(); c++) {
            if (!meta.getColumnTypeName(c).startsWith("STRUCT(")
                    || meta.getColumnTypeName(c).endsWith("]")) {
                table.column(meta.getColumnName(c));
            }
        }
        for (long index = 0; result.next(); index++) {
            Map<String, Object> cells = new LinkedHashMap<>();
            for (int c = 1; c <= meta.getColumnCount(); c++) {
                cells.put(meta.getColumnName(c), cell(result.getObject(c)));
            }
            table.row(file, index, 0, cells);
        }
    }

    private static Object cell(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> RawTable.NOTHING;
            case String text -> text;
            case Number number -> number;
            case Boolean flag -> flag;
            case Array array -> elements((Object[]) array.getArray());
            case DuckDBStruct struct -> entries(struct.getMap());
            default -> new RawTable.Unreadable(value.getClass().getSimpleName());
        };
    }

    private static Map<String, Object> entries(Map<String, Object> struct) throws SQLException {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : struct.entrySet()) {
            entries.put(entry.getKey(), cell(entry.getValue()));
        }
        return entries;
    }

    private static List<Object> elements(@Nullable Object[] array) throws SQLException {
        List<Object> elements = new ArrayList<>();
        for (Object element : array) {
            if (element != null) {
                elements.add(cell(element));
            }
        }
        return elements;
    }
}
