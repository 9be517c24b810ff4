package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.AtomicFile;
import zero4j.PlainText;
import zero4j.cli.console.Screen;
import zero4j.cli.console.TrainHeader;
import zero4j.cli.console.TrainReport;
import zero4j.recipe.Recipes;
import zero4j.report.CompareReport;
import zero4j.report.CompareRow;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;
import zero4j.session.TrainResult;

/**
 * What commands show on terminals of 80, 100 and 140 columns, as files in {@code src/test/resources/screens}. After a change that
 * is meant: {@code cp target/screens/*.txt src/test/resources/screens/}.
 */
class ScreensTest {
    private static final Path FOLDER = Path.of("target", "screens");
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final List<Integer> WIDTHS = List.of(80, 100, 140);

    private static RunFolder run = new RunFolder(FOLDER);

    @BeforeAll
    static void makeARun() throws IOException {
        AtomicFile.deleteFolder(Files.createDirectories(FOLDER));
        run = RunFolder.create(FOLDER.resolve("runs"), "a-longer-name", LocalDateTime.of(2026, 1, 2, 3, 4, 5));
        Files.writeString(
                run.recipe(),
                "name: nano\nmodel: models/Qwen/Qwen2.5-Math-1.5B\nalgorithm: reinforce++\nlora: {rank: 16}\n");
        try (RunStore store = RunStore.open(run.database())) {
            store.started(TIME, 0);
            store.write(scores(0, 0.3), List.of());
            for (int step = 1; step <= 12; step++) {
                store.write(step(step), step == 12 ? said() : List.of());
            }
            store.write(scores(12, 0.9), List.of());
            store.ended(TIME, "finished");
        }
    }

    private static StepRecord step(int step) {
        return StepRecord.of(
                step,
                Map.ofEntries(
                        Map.entry(Metric.REWARD, step / 16.0),
                        Map.entry(Metric.ACCURACY, step / 16.0),
                        Map.entry(Metric.LENGTH, 1041.6),
                        Map.entry(Metric.LENGTH_CORRECT, 938.2),
                        Map.entry(Metric.LENGTH_INCORRECT, 1144.7),
                        Map.entry(Metric.TRUNCATED, 0.0546),
                        Map.entry(Metric.DEAD_GROUPS, 0.25),
                        Map.entry(Metric.ENTROPY, 0.4321),
                        Map.entry(Metric.MISMATCH, 0.0000123),
                        Map.entry(Metric.CLIP_LOW, 0.001),
                        Map.entry(Metric.CLIP_HIGH, 0.002),
                        Map.entry(Metric.GRAD_NORM, 0.0312),
                        Map.entry(Metric.ROLLOUT_TOKENS_PER_SECOND, 12345.6),
                        Map.entry(Metric.SECONDS_ROLLOUT, 10.4),
                        Map.entry(Metric.SECONDS_REWARD, 0.01),
                        Map.entry(Metric.SECONDS_LOGPROBS, 10.1),
                        Map.entry(Metric.SECONDS_UPDATE, 20.3)));
    }

    private static List<EvalRecord> scores(long step, double share) {
        List<EvalRecord> scores = new ArrayList<>();
        for (String benchmark : List.of("nano-chain", "高校入試", "olympiad-bench-2024")) {
            scores.add(new EvalRecord(
                    step,
                    benchmark,
                    1000,
                    (int) (1000 * share),
                    share,
                    share - 0.05,
                    share + 0.05,
                    4,
                    share,
                    share - 0.03,
                    share + 0.03,
                    share + 0.08,
                    1234,
                    0.04));
        }
        return scores;
    }

    private static List<CompletionRecord> said() {
        List<CompletionRecord> said = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            said.add(new CompletionRecord(
                    12,
                    Optional.empty(),
                    "q-" + i,
                    i,
                    1,
                    "三つの数 1, 2 and 3 の和は何ですか。Work it out one step at a time, and put the answer in a box.\n",
                    "First I add 1 and 2, which makes 3; then I add 3 to what I have, which makes 6.\n"
                            + "三つの数を足すと六になります。三つの数を足すと六になります。 三つの数を足すと六になります。\u001b[31m\\boxed{6}",
                    321,
                    i % 2,
                    true,
                    i % 2 == 0 ? "incorrect" : "correct",
                    "same value",
                    Optional.of("6"),
                    List.of("6", "six"),
                    i == 3 ? "length" : "eos"));
        }
        return said;
    }

    interface Shown {
        void on(Screen screen);
    }

    static List<Arguments> screens() {
        Map<String, Shown> all = Map.of(
                "runs-list",
                        screen -> command(
                                screen, "runs", "list", "--folder", run.path().getParent() + ""),
                "runs-show",
                        screen -> command(screen, "runs", "show", run.path().toString()),
                "runs-show-metric",
                        screen -> command(
                                screen,
                                "runs",
                                "show",
                                run.path().toString(),
                                "--steps=2",
                                "--metric=rollout_tokens_per_second,seconds_logprobs,length_incorrect,dead_groups,entropy"),
                "completions",
                        screen -> command(
                                screen, "runs", "show", run.path().toString(), "--completions", "--wrong", "--limit=1"),
                "train-end",
                        screen -> TrainReport.print(
                                screen,
                                new PrintWriter(new StringWriter()),
                                new TrainResult(run, 12, true),
                                Recipes.train()),
                "compare",
                        screen -> screen.table(
                                new CompareReport(List.of(CompareRow.of("reinforce++-baseline", run, true))).table()),
                "header",
                        screen -> TrainHeader.line(
                                screen,
                                "objective",
                                "centred by the group's mean, no std; clip 0.2/0.2; sum / 112, mean over"
                                        + " responses; no KL; dynamic sampling, at most 10 batches"));
        List<Arguments> cases = new ArrayList<>();
        all.forEach((name, shown) -> WIDTHS.forEach(width -> cases.add(Arguments.of(name, width, shown))));
        return cases;
    }

    private static void command(Screen screen, String... arguments) {
        assertThat(Main.commandLine().setOut(screen).execute(arguments)).isZero();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("screens")
    void screen_ofThisWidth_isFilledAndNotOverrun(String name, int columns, Shown shown) throws IOException {
        StringWriter written = new StringWriter();
        shown.on(new Screen(written, columns));
        String screen = written.toString().replace(System.lineSeparator(), "\n");

        Path actual = Files.createDirectories(FOLDER).resolve(name + "-" + columns + ".txt");
        Files.writeString(actual, screen);
        // A command that is to be copied is not broken.
        assertThat(screen.lines().filter(line -> !line.contains("./zero4j "))).allSatisfy(line -> {
            assertThat(PlainText.columns(line)).as(line).isLessThanOrEqualTo(columns);
            assertThat(line).doesNotContain("\u001b");
        });
        assertThat(screen)
                .as("%s, against the file of that name in src/test/resources/screens", actual)
                .isEqualTo(
                        Files.readString(Path.of("src/test/resources/screens").resolve(actual.getFileName())));
    }

    @Test
    void metrics_ofAnyWidth_sayTheSameWithinIt() {
        String unbroken = CommandRun.of("metrics").out();
        for (int columns : WIDTHS) {
            StringWriter written = new StringWriter();
            command(new Screen(written, columns), "metrics");
            assertThat(written.toString().lines()).allMatch(line -> PlainText.columns(line) <= columns);
            assertThat(written.toString().split("\\s+")).containsExactly(unbroken.split("\\s+"));
        }
    }

    @Test
    void screens_ofAllWidths_sayTheSameWords() throws IOException {
        for (String name : List.of("runs-show-metric", "header")) {
            List<String> narrow = words(name, 80);
            assertThat(narrow).as(name).containsAll(words(name, 140));
        }
    }

    private static List<String> words(String name, int columns) throws IOException {
        String screen = Files.readString(Path.of("src/test/resources/screens", name + "-" + columns + ".txt"));
        return List.of(screen.strip().split("\\s+"));
    }
}
