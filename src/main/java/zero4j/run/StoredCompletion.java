package zero4j.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A completion as it stands in a run's database.
 *
 * @param id by which it is asked for; unique in the run
 * @param group id of the first completion of its group: those that were sampled with it for the same question
 * @param question that it answers
 * @param policyVersion steps that the weights had been trained when they sampled it
 * @param logprob mean over its tokens of the log-prob that it was sampled by, nats
 * @param entropy mean over its tokens of the learner's entropy, nats; empty where the learner did not compute it
 * @param advantage mean over its tokens; empty if nothing was learnt from its group
 */
public record StoredCompletion(
        long id,
        long group,
        CompletionRecord record,
        KeptGroup.Asked question,
        OptionalLong policyVersion,
        OptionalDouble logprob,
        OptionalDouble entropy,
        OptionalDouble advantage) {
    /** What {@link #read} reads, of tables {@code c} and {@code q}. */
    static final String COLUMNS =
            "c.id, c.group_id, c.kind, c.step, c.question_set, q.question_id, c.sample, c.temperature,"
                    + " q.prompt, c.text, c.tokens, c.reward, c.formatted, c.outcome, c.rule, c.answer, q.reference_answers,"
                    + " c.finish_reason, q.text AS question_text, q.tags, c.policy_version, c.logprob, c.entropy, c.advantage";

    /** The tables of {@link #COLUMNS}. */
    static final String TABLES = "completions c JOIN questions q ON q.id = c.question";

    static StoredCompletion read(ResultSet row) throws SQLException {
        long version = row.getLong("policy_version");
        OptionalLong policyVersion = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(version);
        return new StoredCompletion(
                row.getLong("id"),
                row.getLong("group_id"),
                record(row),
                new KeptGroup.Asked(row.getString("question_text"), TextList.named(row.getString("tags"))),
                policyVersion,
                number(row, "logprob"),
                number(row, "entropy"),
                number(row, "advantage"));
    }

    private static CompletionRecord record(ResultSet row) throws SQLException {
        return new CompletionRecord(
                row.getLong("step"),
                row.getString("kind").equals(Schema.TRAINING)
                        ? Optional.empty()
                        : Optional.of(row.getString("question_set")),
                row.getString("question_id"),
                row.getInt("sample"),
                row.getDouble("temperature"),
                row.getString("prompt"),
                row.getString("text"),
                row.getInt("tokens"),
                row.getDouble("reward"),
                row.getBoolean("formatted"),
                row.getString("outcome"),
                row.getString("rule"),
                Optional.ofNullable(row.getString("answer")),
                TextList.split(row.getString("reference_answers")),
                row.getString("finish_reason"));
    }

    private static OptionalDouble number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
