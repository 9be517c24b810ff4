package zero4j.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * One start or resumption of a run.
 *
 * @param id from 1, in order
 * @param started when
 * @param fromStep steps already done at the time
 * @param ended when, unless it still runs or was killed
 * @param outcome {@code finished}, {@code stopped} or {@code failed: …}
 */
public record LaunchRecord(long id, Instant started, long fromStep, Optional<Instant> ended, Optional<String> outcome) {
    /** The start in a row of the table {@code runs}. */
    static LaunchRecord read(ResultSet row) throws SQLException {
        return new LaunchRecord(
                row.getLong(1),
                Instant.parse(row.getString(2)),
                row.getLong(3),
                Optional.ofNullable(row.getString(4)).map(Instant::parse),
                Optional.ofNullable(row.getString(5)));
    }
}
