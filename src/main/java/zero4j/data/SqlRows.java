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
import org.jspecify.annotations.Nullable;
import zero4j.OptionalLibrary;
import zero4j.UserError;

/** Rows of CSV and Parquet files, read through DuckDB in memory. */
final class SqlRows {
    // Without skip, lines at the top are passed over in silence where a later row has more cells.
    private static final String CSV = "SELECT * FROM read_csv(?, header = true, all_varchar = true, delim = '%s',"
            + " quote = '\"', escape = '\"', comment = '', skip = 0)";
    private static final String PARQUET = "SELECT * FROM read_parquet(?)";

    private SqlRows() {}

    /** Reads comma-separated values with a header line. All cells are text, so that an answer of 007 stays one. */
    static RawTable csv(Path file) {
        return read(file, CSV.formatted(","));
    }

    /** Reads tab-separated values with a header line. */
    static RawTable tsv(Path file) {
        return read(file, CSV.formatted("\t"));
    }

    static RawTable parquet(Path file) {
        return read(file, PARQUET);
    }

    private static RawTable read(Path file, String sql) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, literal(file));
            try (ResultSet result = statement.executeQuery()) {
                return collect(file, result);
            }
        } catch (SQLException e) {
            throw new UserError("Cannot read " + file + ": " + reason(e) + ". Mend or convert the file.", e);
        }
    }

    private static Connection connect() throws SQLException {
        OptionalLibrary.DUCKDB.require("Reading CSV and Parquet files");
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("threads", "2");
        return DriverManager.getConnection("jdbc:duckdb:", settings);
    }

    /** DuckDB reads file names as patterns. */
    private static String literal(Path file) {
        return file.toAbsolutePath().toString().replaceAll("[*?\\[]", "[$0]");
    }

    private static String reason(SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Error when sniffing")) {
            return "a row has more or fewer cells than the header line, or a quotation mark is not closed;"
                    + " texts with delimiters belong in quotation marks";
        }
        return message.lines().limit(2).reduce((a, b) -> a + " " + b).orElse("unknown");
    }

    private static RawTable collect(Path file, ResultSet result) throws SQLException {
        RawTable table = new RawTable(file);
        ResultSetMetaData meta = result.getMetaData();
        for (int c = 1; c <= meta.getColumnCount(); c++) {
            table.column(meta.getColumnName(c));
        }
        for (long index = 0; result.next(); index++) {
            Map<String, Object> cells = new LinkedHashMap<>();
            for (int c = 1; c <= meta.getColumnCount(); c++) {
                Object cell = cell(result.getObject(c));
                if (cell != null) {
                    cells.put(meta.getColumnName(c), cell);
                }
            }
            table.row(file, index, 0, cells);
        }
        return table;
    }

    private static @Nullable Object cell(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Number number -> number;
            case Boolean flag -> flag;
            case Array array -> elements((Object[]) array.getArray());
            default -> new RawTable.Unreadable(value.getClass().getSimpleName());
        };
    }

    private static List<Object> elements(@Nullable Object[] array) throws SQLException {
        List<Object> elements = new ArrayList<>();
        for (Object element : array) {
            Object cell = cell(element);
            if (cell != null) {
                elements.add(cell);
            }
        }
        return elements;
    }
}
