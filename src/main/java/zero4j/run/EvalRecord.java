package zero4j.run;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The scores of one benchmark at one moment of a run. Shares are in [0, 1].
 *
 * @param step training steps done before; 0 is the model as it came
 * @param benchmark name
 * @param questions asked
 * @param correct greedy completions that are correct
 * @param greedyAccuracy {@code correct / questions}
 * @param low lower end of the Wilson 95 % interval of the greedy accuracy
 * @param high upper end of it
 * @param k samples per question beside the greedy one; 0 if there were none, and then the next four are 0
 * @param avgAtK mean accuracy of the samples
 * @param avgLow lower end of its 95 % interval over questions
 * @param avgHigh upper end of it
 * @param passAtK share of questions that at least one of the k samples solves
 * @param meanTokens mean length of the greedy completions
 * @param truncated share of the greedy completions that were cut off
 */
public record EvalRecord(
        long step,
        String benchmark,
        int questions,
        int correct,
        double greedyAccuracy,
        double low,
        double high,
        int k,
        double avgAtK,
        double avgLow,
        double avgHigh,
        double passAtK,
        double meanTokens,
        double truncated) {
    /** The score in a row of the table {@code evaluations}. */
    static EvalRecord read(ResultSet row) throws SQLException {
        return new EvalRecord(
                row.getLong("step"),
                row.getString("benchmark"),
                row.getInt("questions"),
                row.getInt("correct"),
                row.getDouble("greedy_accuracy"),
                row.getDouble("low"),
                row.getDouble("high"),
                row.getInt("k"),
                row.getDouble("avg_at_k"),
                row.getDouble("avg_low"),
                row.getDouble("avg_high"),
                row.getDouble("pass_at_k"),
                row.getDouble("mean_tokens"),
                row.getDouble("truncated"));
    }
}
