package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.bench.BenchModel;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;
import zero4j.session.TrainSession;
import zero4j.train.TrainListener;

/** A report is made of a real training, at its end and by its verb. */
class ReportCommandTest {
    @TempDir
    private static Path models = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void makeTheModel() {
        TinyNanoModel.make(models.resolve("model"));
    }

    private RunFolder run(String name) {
        return RunFolder.create(folder, name, LocalDateTime.of(2026, 1, 1, 0, 0));
    }

    @Test
    void report_ofATraining_isMadeAtItsEndAndAgainByTheVerb() throws Exception {
        RunFolder run = run("run");
        TinyRun.train(run, settings("train.steps=3"), 99);
        Path page = run.path().resolve("report.html");

        String atItsEnd = Files.readString(page);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(page.toFile());
        assertThat(atItsEnd).contains("3 steps of", "All its steps are done.", "reward against length", "Made with");

        Files.delete(page);
        CommandRun again = CommandRun.of(
                "report", run.path().toString(), "--png", folder.resolve("png").toString());

        assertThat(again.err()).isEmpty();
        assertThat(again.out()).contains("written " + page, " pictures into " + folder.resolve("png"));
        assertThat(page).hasContent(atItsEnd);
        assertThat(folder.resolve("png").resolve("length.png")).isNotEmptyFile();
    }

    @Test
    void report_trainingThatStopsBeforeItsEnd_isMadeAndSaysSo() throws IOException {
        RunFolder run = run("run");
        TinyRun.train(run, settings("train.steps=3"), 1);

        assertThat(run.path().resolve("report.html")).content().contains("asked to stop after step 1 of 3");
    }

    @Test
    void report_runThatGoesOn_isNotTheOneOfBefore() throws IOException {
        RunFolder run = run("run");
        TinyRun.train(run, settings("train.steps=3"), 1);
        Path page = run.path().resolve("report.html");
        List<Boolean> thereWhileItTrains = new ArrayList<>();

        TrainSession.of(Recipes.train(null, settings("train.steps=3")))
                .in(run.path())
                .reward(BenchModel::parity)
                .listener(new TrainListener() {
                    @Override
                    public void step(StepRecord record) {
                        thereWhileItTrains.add(Files.exists(page));
                    }
                })
                .run();

        assertThat(thereWhileItTrains).containsExactly(false, false);
        assertThat(page).content().contains("All its steps are done.");
    }

    @Test
    void report_trainingThatFails_saysWhy() {
        RunFolder run = run("run");
        TrainSession session = TrainSession.of(Recipes.train(null, settings("train.steps=3")))
                .in(run.path())
                .reward((question, completion) -> {
                    throw new UserError("the judge is <out>");
                });

        assertThatExceptionOfType(UserError.class).isThrownBy(session::run);
        assertThat(run.path().resolve("report.html"))
                .content()
                .contains("It ended after step 0 of 3, because it failed: ", "the judge is &lt;out&gt;");
    }

    @Test
    void report_switchedOff_isNotMade() {
        RunFolder run = run("run");
        TinyRun.train(run, settings("train.steps=1", "report=false"), 99);

        assertThat(run.path().resolve("report.html")).doesNotExist();
    }

    @Test
    void report_thatCannotBeWritten_isAWarningAndTheTrainingEndsWell() throws IOException {
        RunFolder run = run("run");
        Files.createDirectories(run.path().resolve("report.html").resolve("in the way"));
        List<String> warnings = new ArrayList<>();

        var result = TrainSession.of(Recipes.train(null, settings("train.steps=1")))
                .in(run.path())
                .reward(BenchModel::parity)
                .listener(new TrainListener() {
                    @Override
                    public void step(StepRecord record) {}

                    @Override
                    public void warning(String text) {
                        warnings.add(text);
                    }
                })
                .run();

        assertThat(result.finished()).isTrue();
        assertThat(warnings).anySatisfy(warning -> assertThat(warning).contains("report.html was not written"));
    }

    @Test
    void report_severalRuns_needAFile() throws IOException {
        RunFolder one = run("one");
        RunFolder two = run("two");
        TinyRun.train(one, settings("train.steps=2", "report=false"), 99);
        TinyRun.train(two, settings("train.steps=2", "report=false", "seed=2"), 99);

        CommandRun refused =
                CommandRun.of("report", one.path().toString(), two.path().toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("--to FILE.html");

        Path page = folder.resolve("both.html");
        CommandRun both =
                CommandRun.of("report", one.path().toString(), two.path().toString(), "--to", page.toString());
        assertThat(both.code()).as(both.err()).isZero();
        assertThat(page).content().contains("2 runs beside each other", "They differ in nothing but the seed.");
    }

    @Test
    void report_folderWithoutARun_isAMistakeOfTheUser() {
        CommandRun none = CommandRun.of("report", folder.toString());

        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("is no run").doesNotContain("Exception");
    }

    private List<String> settings(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "model=" + models.resolve("model"),
                "rollout={prompts: 3, group_size: 4, max_new_tokens: 6}",
                "eval.suite=none",
                "threads=2"));
        settings.addAll(List.of(more));
        return settings;
    }
}
