package zero4j.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes completions and the questions that they answer, inside a transaction of its caller's. */
final class CompletionWriter {
    private final Connection connection;

    CompletionWriter(Connection connection) {
        this.connection = connection;
    }

    /** Adds groups of which all or only the records are known. */
    void add(List<KeptGroup> groups) throws SQLException {
        Iterator<Optional<TokenValues.Blobs>> tokens = groups.parallelStream()
                .flatMap(group -> group.completions().stream())
                .map(kept -> kept.tokens().map(TokenValues::blobs))
                .toList()
                .iterator();
        long id = nextId();
        try (PreparedStatement completions = connection.prepareStatement(
                        "INSERT INTO completions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement values =
                        connection.prepareStatement("INSERT INTO token_values VALUES (?, ?, ?, ?, ?)")) {
            for (KeptGroup group : groups) {
                long question = question(group);
                long first = id;
                for (KeptGroup.Kept kept : group.completions()) {
                    bind(completions, id, question, first, kept);
                    completions.addBatch();
                    Optional<TokenValues.Blobs> blobs = tokens.next();
                    if (blobs.isPresent()) {
                        bind(values, id, blobs.get());
                        values.addBatch();
                    }
                    id++;
                }
            }
            completions.executeBatch();
            values.executeBatch();
        }
    }

    private long nextId() throws SQLException {
        try (PreparedStatement last = connection.prepareStatement("SELECT coalesce(max(id), 0) + 1 FROM completions");
                ResultSet row = last.executeQuery()) {
            return row.getLong(1);
        }
    }

    private static void bind(PreparedStatement insert, long id, long question, long group, KeptGroup.Kept kept)
            throws SQLException {
        CompletionRecord c = kept.record();
        RunDatabase.bind(
                insert,
                id,
                kind(c),
                c.step(),
                set(c),
                question,
                group,
                c.sample(),
                c.temperature(),
                c.tokens(),
                c.reward(),
                c.formatted() ? 1 : 0,
                c.outcome(),
                c.rule(),
                c.answer().orElse(null),
                c.finishReason(),
                kept.policyVersion() < 0 ? null : kept.policyVersion(),
                orNull(kept.logprob()),
                orNull(kept.entropy()),
                orNull(kept.advantage()),
                c.text());
    }

    private static void bind(PreparedStatement insert, long id, TokenValues.Blobs values) throws SQLException {
        RunDatabase.bind(insert, id, values.lengths(), values.logprobs(), values.entropies(), values.advantages());
    }

    /** The id of a question that is there, or of one that is added: a text that is the same in all parts is kept once. */
    private long question(KeptGroup group) throws SQLException {
        CompletionRecord c = group.completions().getFirst().record();
        Object[] parts = {
            kind(c),
            set(c),
            c.questionId(),
            group.question().text(),
            TextList.join(group.question().tags()),
            c.prompt(),
            TextList.join(c.references())
        };
        try (PreparedStatement find =
                connection.prepareStatement("SELECT id FROM questions WHERE kind = ? AND question_set = ?"
                        + " AND question_id = ? AND text = ? AND tags = ? AND prompt = ? AND reference_answers = ?")) {
            RunDatabase.bind(find, parts);
            try (ResultSet found = find.executeQuery()) {
                if (found.next()) {
                    return found.getLong(1);
                }
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO questions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?) RETURNING id")) {
            RunDatabase.bind(insert, parts);
            try (ResultSet row = insert.executeQuery()) {
                return row.getLong(1);
            }
        }
    }

    /** Removes completions, and the values of their tokens. */
    void delete(String condition, Object... arguments) throws SQLException {
        for (String sql : List.of(
                "DELETE FROM token_values WHERE completion IN (SELECT id FROM completions WHERE " + condition + ")",
                "DELETE FROM completions WHERE " + condition)) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                RunDatabase.bind(statement, arguments);
                statement.executeUpdate();
            }
        }
    }

    /** Records of which nothing more is known, as the groups that they are: a group begins with sample 0. */
    static List<KeptGroup> groups(List<CompletionRecord> records, Function<CompletionRecord, KeptGroup.Asked> asked) {
        List<KeptGroup> groups = new ArrayList<>();
        List<KeptGroup.Kept> group = new ArrayList<>();
        for (CompletionRecord record : records) {
            boolean other = !group.isEmpty()
                    && (record.sample() == 0
                            || !group.getLast().record().questionId().equals(record.questionId()));
            if (other) {
                groups.add(new KeptGroup(asked.apply(group.getFirst().record()), group));
                group.clear();
            }
            group.add(KeptGroup.Kept.of(record));
        }
        if (!group.isEmpty()) {
            groups.add(new KeptGroup(asked.apply(group.getFirst().record()), group));
        }
        return groups;
    }

    private static String kind(CompletionRecord record) {
        return record.benchmark().isPresent() ? Schema.EVALUATION : Schema.TRAINING;
    }

    private static String set(CompletionRecord record) {
        return record.benchmark().orElse(Schema.TRAIN);
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
