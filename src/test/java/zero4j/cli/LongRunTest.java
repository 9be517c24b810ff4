package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
import zero4j.ChildJvm;
import zero4j.report.CompareReport;
import zero4j.report.CompareRow;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;

/** A run of very many steps is shown in a heap that does not hold what it recorded. */
class LongRunTest {
    private static final int STEPS = 100_000;
    /** Steps that kept a completion. */
    private static final int ASKED = 40_000;

    @TempDir
    private Path runs = Path.of("");

    /** Shows the run whose folder it is given, and compares it with itself, as the commands do. */
    static final class Shown {
        private Shown() {}

        static void main(String[] args) {
            RunFolder run = new RunFolder(Path.of(args[0]));
            print("runs", "list", "--folder", args[1]);
            print("runs", "show", args[0]);
            print("runs", "show", args[0], "--metric", "reward,kl", "--steps", "2");
            print("report", args[0]);
            print("runs", "show", args[0], "--completions", "--question", "asked often", "--wrong");
            CompareReport report =
                    new CompareReport(List.of(CompareRow.of("one", run, true), CompareRow.of("two", run, true)));
            report.write(run.path());
            System.out.println(report.table().text());
        }

        private static void print(String... arguments) {
            CommandRun shown = CommandRun.of(arguments);
            System.out.println(shown.out() + shown.err());
        }
    }

    @Test
    void show_manySteps_needsLittleMemory() throws IOException, SQLException, InterruptedException {
        RunFolder run = longRun();

        Process process = new ProcessBuilder(ChildJvm.command(
                        Shown.class, List.of("-Xmx48m"), List.of(run.path().toString(), runs.toString())))
                .redirectErrorStream(true)
                .start();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(shown).isZero();
        assertThat(shown)
                .doesNotContain("OutOfMemory")
                .containsPattern("long +nano +dr-grpo +finished +100000 ")
                .containsPattern("(?m)^ *99991 ")
                .containsPattern("(?m)^100000 +1.000e")
                .containsPattern("one +100000 ")
                .contains(
                        "step 40000, question asked often, sample 0: reward 0.0, incorrect",
                        "1 wrong completion shown");
        assertThat(run.path().resolve("one.svg")).isNotEmptyFile();
        assertThat(run.path().resolve("report.html"))
                .content()
                .contains("100000 steps", "mean reward rose: 5.500 in the first 10 steps, 99995.500 in the last 10")
                .hasSizeLessThan(500_000);
    }

    private RunFolder longRun() throws IOException, SQLException {
        RunFolder run = RunFolder.create(runs, "long", LocalDateTime.of(2026, 1, 2, 3, 4, 5));
        Files.writeString(run.recipe(), "name: long\n");
        try (RunStore store = RunStore.open(run.database())) {
            store.started(Instant.EPOCH, 0);
            store.ended(Instant.EPOCH, "finished");
        }
        String steps =
                "WITH RECURSIVE s(step) AS (SELECT 1 UNION ALL SELECT step + 1 FROM s WHERE step < " + STEPS + ") ";
        String names = Arrays.stream(Metric.values())
                .limit(24)
                .map(metric -> "('" + metric.key() + "')")
                .collect(Collectors.joining(", "));
        try (Connection connection = new JDBC().connect("jdbc:sqlite:" + run.database(), new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("INSERT INTO steps " + steps + "SELECT step, 'now', step, step FROM s");
            statement.execute(
                    "INSERT INTO metrics " + steps + "SELECT n.column1, step, step FROM (VALUES " + names + ") n, s");
            statement.execute("INSERT INTO evaluations " + steps + ", b(name) AS (VALUES ('x'), ('y'))"
                    + " SELECT step, 0, name, 9, 3, 0.3, 0.1, 0.6, 0, 0, 0, 0, 0, 9, 0 FROM s, b");
            // Texts of 80 MB, more than the heap: the wrong one is the last.
            statement.execute(
                    "INSERT INTO questions VALUES (1, 'training', 'train', 'asked often', '', '{}', 'why?', '[]')");
            statement.execute("INSERT INTO completions " + steps
                    + "SELECT step, 'training', step, 'train', 1, step, 0, 1.0, 9,"
                    + " step <> " + ASKED + ", 1, CASE step WHEN " + ASKED
                    + " THEN 'incorrect' ELSE 'correct' END, 'rule',"
                    + " NULL, 'eos', NULL, NULL, NULL, NULL, printf('%.2000c', 'x') FROM s WHERE step <= " + ASKED);
        }
        return run;
    }
}
