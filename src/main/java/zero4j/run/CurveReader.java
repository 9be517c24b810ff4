package zero4j.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads curves thinned by the database, so that a run may have very many steps. */
final class CurveReader {
    private final RunDatabase database;

    CurveReader(RunDatabase database) {
        this.database = database;
    }

    List<Curve> curves(CurveQuery query) {
        return query.metrics().stream()
                .map(metric -> new Curve(
                        metric,
                        database.query(
                                sql(query.axis()),
                                CurveReader::bucket,
                                metric,
                                query.from(),
                                query.to(),
                                query.width(),
                                metric)))
                .toList();
    }

    private String sql(CurveQuery.Axis axis) {
        String x = switch (axis) {
            case STEP -> "b.last";
            case TOKENS -> "t.tokens";
            case SECONDS -> "t.seconds";
        };
        return "SELECT b.first, b.last, " + x + ", b.low, b.high, b.mean, m.value FROM (SELECT min(step) AS first,"
                + " max(step) AS last, min(value) AS low, max(value) AS high, avg(value) AS mean FROM metrics"
                + " WHERE name = ? AND step BETWEEN ? AND ? GROUP BY step / ?) b"
                + " JOIN metrics m ON m.name = ? AND m.step = b.last"
                + (axis == CurveQuery.Axis.STEP
                        ? ""
                        : " JOIN " + Schema.stepTotals(database.version()) + " t ON t.step = b.last")
                + " ORDER BY b.first";
    }

    private static Curve.Bucket bucket(ResultSet row) throws SQLException {
        return new Curve.Bucket(
                row.getLong(1),
                row.getLong(2),
                value(row, 3),
                value(row, 4),
                value(row, 5),
                value(row, 6),
                value(row, 7));
    }

    private static double value(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
    }
}
