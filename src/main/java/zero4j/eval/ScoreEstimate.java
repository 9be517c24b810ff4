package zero4j.eval;

/**
 * A score with what it may be as well.
 *
 * @param value share, in [0, 1]
 * @param interval 95 %
 */
public record ScoreEstimate(double value, Interval interval) {}
