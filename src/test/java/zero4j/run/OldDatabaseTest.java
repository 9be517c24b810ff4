package zero4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Properties;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.JDBC;

/** Databases as earlier versions of this program wrote them. */
class OldDatabaseTest {
    private static final List<String> TABLES = List.of(
            "CREATE TABLE runs (id INTEGER PRIMARY KEY, started TEXT NOT NULL, from_step INTEGER NOT NULL, ended TEXT,"
                    + " outcome TEXT)",
            "CREATE TABLE steps (step INTEGER PRIMARY KEY, time TEXT NOT NULL)",
            "CREATE TABLE metrics (name TEXT NOT NULL, step INTEGER NOT NULL, value REAL, PRIMARY KEY (name, step))"
                    + " WITHOUT ROWID",
            "CREATE TABLE completions (id INTEGER PRIMARY KEY, step INTEGER NOT NULL, question_set TEXT NOT NULL,"
                    + " question_id TEXT NOT NULL, sample INTEGER NOT NULL, temperature REAL NOT NULL, prompt TEXT NOT"
                    + " NULL, text TEXT NOT NULL, tokens INTEGER NOT NULL, reward REAL NOT NULL, formatted INTEGER NOT"
                    + " NULL, outcome TEXT NOT NULL, rule TEXT NOT NULL, answer TEXT, reference_answers TEXT NOT NULL,"
                    + " finish_reason TEXT NOT NULL)",
            "CREATE TABLE evaluations (step INTEGER NOT NULL, position INTEGER NOT NULL, benchmark TEXT NOT NULL,"
                    + " questions INTEGER NOT NULL, correct INTEGER NOT NULL, greedy_accuracy REAL NOT NULL, low REAL NOT"
                    + " NULL, high REAL NOT NULL, k INTEGER NOT NULL, avg_at_k REAL NOT NULL, avg_low REAL NOT NULL,"
                    + " avg_high REAL NOT NULL, pass_at_k REAL NOT NULL, mean_tokens REAL NOT NULL, truncated REAL NOT"
                    + " NULL, PRIMARY KEY (step, benchmark)) WITHOUT ROWID",
            "INSERT INTO steps VALUES (1, '2026-01-01T00:00:00Z'), (2, '2026-01-01T00:00:01Z')",
            "INSERT INTO metrics VALUES ('rollout_tokens_per_second', 1, 100), ('seconds_rollout', 1, 2),"
                    + " ('seconds_update', 1, 3), ('rollout_tokens_per_second', 2, 50), ('seconds_rollout', 2, 4),"
                    + " ('reward', 1, 0.25), ('reward', 2, NULL)",
            "INSERT INTO evaluations VALUES (1, 0, 'chain', 30, 13, 0.4, 0.3, 0.5, 0, 0, 0, 0, 0, 9, 0)");

    @TempDir
    private Path folder = Path.of("");

    private Path file() {
        return folder.resolve("run.db");
    }

    /** Two groups of one question in training, and one completion of a benchmark. */
    private static List<CompletionRecord> written() {
        List<CompletionRecord> written = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            written.add(completion(1, Optional.empty(), i % 2));
        }
        written.add(completion(1, Optional.of("chain"), 0));
        return written;
    }

    private static CompletionRecord completion(long step, Optional<String> benchmark, int sample) {
        return new CompletionRecord(
                step,
                benchmark,
                step == 1 ? "q" : "p",
                sample,
                1,
                "1+1\n",
                "2",
                9,
                1,
                true,
                "correct",
                "number",
                Optional.of("2"),
                List.of("2", "a, \"b\"\n"),
                "eos");
    }

    private void make(int version) throws SQLException {
        try (Connection connection = new JDBC().connect("jdbc:sqlite:" + file(), new Properties());
                Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
            String index = "question_set";
            if (version == 2) {
                statement.execute("ALTER TABLE completions ADD COLUMN kind TEXT NOT NULL DEFAULT 'training'");
                index = "kind";
            }
            statement.execute("CREATE INDEX completions_by_step ON completions (" + index + ", step)");
            for (CompletionRecord c : written()) {
                statement.execute("INSERT INTO completions VALUES (NULL, " + c.step() + ", '"
                        + c.benchmark().orElse("train") + "', '" + c.questionId() + "', " + c.sample()
                        + ", 1, '1+1\n', '2', 9, 1, 1, 'correct', 'number', '2', '"
                        + TextList.join(c.references()) + "', 'eos'"
                        + (version == 1 ? "" : c.benchmark().isPresent() ? ", 'evaluation'" : ", 'training'") + ")");
            }
            statement.execute("PRAGMA user_version = " + version);
        }
    }

    private void assertReadsAll() {
        List<CompletionRecord> written = written();
        try (RunReader reader = RunReader.open(file())) {
            assertThat(reader.completions(1)).isEqualTo(written.subList(0, 4));
            assertThat(reader.completions("chain", 1)).isEqualTo(written.subList(4, 5));
            assertThat(reader.completionsOf("q")).isEqualTo(written.subList(0, 4));
            assertThat(reader.groups(Optional.empty(), 1))
                    .hasSize(2)
                    .allSatisfy(group -> assertThat(group).hasSize(2));
            StoredCompletion third = reader.groups(Optional.empty(), 1).get(1).getFirst();
            assertThat(reader.group(third.group())).hasSize(2).contains(third);
            assertThat(third.advantage()).isEqualTo(OptionalDouble.empty());
            assertThat(third.policyVersion()).isEqualTo(OptionalLong.empty());
            assertThat(third.question()).isEqualTo(KeptGroup.Asked.UNKNOWN);
            assertThat(reader.tokenValues(third.id())).isEmpty();
            assertThat(reader.page(CompletionQuery.training().ofQuestion("q").containing("2"))
                            .completions())
                    .hasSize(4);
            assertThat(reader.page(CompletionQuery.evaluation("chain")).completions())
                    .hasSize(1);
            assertThat(reader.levels("chain", 1)).containsExactly(new LevelScore("", 0, 0, 1, 1, 0));
            assertThat(reader.warnings()).isEmpty();
            assertThat(reader.skippedBatches()).isEmpty();
            assertThat(reader.curves(CurveQuery.of(List.of("reward"), 1, 2, 100, CurveQuery.Axis.TOKENS)))
                    .containsExactly(new Curve(
                            "reward",
                            List.of(
                                    new Curve.Bucket(1, 1, 200, 0.25, 0.25, 0.25, 0.25),
                                    new Curve.Bucket(2, 2, 400, Double.NaN, Double.NaN, Double.NaN, Double.NaN))));
            assertThat(reader.curves(CurveQuery.of(List.of("reward"), 2, 2, 100, CurveQuery.Axis.SECONDS))
                            .getFirst()
                            .buckets()
                            .getFirst()
                            .x())
                    .isEqualTo(9);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void read_databaseOfAnEarlierVersion_isUnderstoodAndNotChanged(int version) throws SQLException, IOException {
        make(version);
        byte[] before = Files.readAllBytes(file());

        assertReadsAll();
        try (RunReader reader = RunReader.open(file())) {
            assertThat(reader.secondsPerStep(5)).hasValue(4);
        }

        assertThat(file()).hasBinaryContent(before);
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void write_databaseOfAnEarlierVersion_isMadeOneOfThis(int version) throws SQLException {
        make(version);

        try (RunStore store = RunStore.open(file())) {
            assertReadsAll();
            store.writeStep(
                    StepRecord.of(3, Map.of(Metric.SECONDS_UPDATE, 1.5)),
                    CompletionWriter.groups(
                            List.of(completion(3, Optional.empty(), 0)),
                            _ -> new KeptGroup.Asked("What is 1+1?", Map.of("level", "1"))));
        }

        assertReadsAll();
        try (RunReader reader = RunReader.open(file())) {
            assertThat(reader.completions(3)).containsExactly(completion(3, Optional.empty(), 0));
            assertThat(reader.completionsOf("p")).hasSize(1);
            assertThat(reader.groups(Optional.empty(), 3)
                            .getFirst()
                            .getFirst()
                            .question()
                            .text())
                    .isEqualTo("What is 1+1?");
            assertThat(reader.curves(new CurveQuery(List.of("seconds_update"), 3, 3, 1, CurveQuery.Axis.SECONDS))
                            .getFirst()
                            .buckets()
                            .getFirst()
                            .x())
                    .isEqualTo(10.5);
        }
    }
}
