package zero4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/run-format.md} says what is there. */
class RunFormatPageTest {
    private static final Path PAGE = Path.of("docs/run-format.md");

    @TempDir
    private Path folder = Path.of("");

    private Path database() {
        Path file = folder.resolve("run.db");
        try (RunStore store = RunStore.open(file)) {
            for (int step = 1; step <= 100; step++) {
                store.writeStep(
                        StepRecord.of(step, Map.of(Metric.REWARD, step / 100.0, Metric.LENGTH, 30.0 + step)),
                        List.of(new KeptGroup(
                                new KeptGroup.Asked("What is 1+1?", Map.of("level", "2")),
                                List.of(kept(step, 0, true), kept(step, 1, false)))));
            }
            store.evaluation(_ -> new KeptGroup.Asked("What is 1+1?", Map.of("level", "2")), sink -> {
                sink.accept(List.of(record(100, Optional.of("math"), 0, 0, true)));
                return List.of();
            });
        }
        return file;
    }

    private static KeptGroup.Kept kept(long step, int sample, boolean right) {
        return new KeptGroup.Kept(
                record(step, Optional.empty(), sample, 1, right),
                step - 1,
                OptionalDouble.of(-0.5),
                OptionalDouble.of(0.2),
                OptionalDouble.of(right ? 0.5 : -0.5),
                Optional.empty());
    }

    private static CompletionRecord record(
            long step, Optional<String> benchmark, int sample, double temperature, boolean right) {
        return new CompletionRecord(
                step,
                benchmark,
                "q",
                sample,
                temperature,
                "1+1\n",
                "\\boxed{2}",
                9,
                right ? 1 : 0,
                true,
                right ? "correct" : "incorrect",
                "number",
                Optional.of("2"),
                List.of("2"),
                "eos");
    }

    @Test
    void statementsOfThePage_onARun_findSomething() throws IOException {
        List<String> statements = Pattern.compile("(?s)```sql\n(.*?)```")
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1).strip())
                .toList();
        assertThat(statements).hasSizeGreaterThan(5);
        try (RunDatabase database = RunDatabase.forReading(database())) {
            for (String statement : statements) {
                assertThat(database.query(statement, row -> row.getObject(1)))
                        .as(statement)
                        .isNotEmpty()
                        .doesNotContainNull();
            }
        }
    }

    @Test
    void tablesAndColumns_ofTheDatabase_areNamedByThePage() throws IOException {
        String page = Files.readString(PAGE);
        try (RunDatabase database = RunDatabase.forReading(database())) {
            List<String> tables =
                    database.query("SELECT name FROM sqlite_schema WHERE type = 'table'", row -> row.getString(1));
            assertThat(tables).hasSize(9).allSatisfy(table -> assertThat(page).contains("| `" + table + "` |"));
            Stream.of("completions", "questions", "token_values", "skipped_batches", "steps")
                    .flatMap(
                            table -> database
                                    .query(
                                            "SELECT name FROM pragma_table_info('" + table + "')",
                                            row -> row.getString(1))
                                    .stream())
                    .filter(column -> !column.equals("id") && !column.equals("completion"))
                    .forEach(column -> assertThat(page).contains("`" + column + "`"));
        }
        assertThat(page).contains("version of the tables: " + Schema.VERSION);
    }
}
