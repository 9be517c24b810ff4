package zero4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;

class RunReportTest {
    @TempDir
    private Path runs = Path.of("");

    @Test
    void html_finishedRun_saysWhatHappenedInWords() throws Exception {
        RunFolder run = MadeUpRun.write(runs, "one", "algorithm: grpo\ntrain:\n  steps: 40\n");
        MadeUpRun.evaluate(run, 0, 0.3);
        MadeUpRun.evaluate(run, 40, 0.8);

        String text = text(page(run));

        assertThat(text)
                .contains(
                        "trained by grpo on the questions nano",
                        "40 steps of 16 questions with 8 completions each",
                        "All its steps are done.",
                        // Two intervals of 5 points each way, of two benchmarks: 5 / sqrt(2), and of the difference 5.
                        "Sampled accuracy (avg@4, mean of 2 benchmarks) rose: 30.0 % [26.5, 33.5] before,"
                                + " 80.0 % [76.5, 83.5] after, a change of +50.0 [45.0, 55.0] points",
                        "In training the mean reward rose: 0.255 in the first 10 steps, 0.555 in the last 10.",
                        "Started 2026-01-02 03:04 UTC, ended 2026-01-02 03:05 UTC.")
                .doesNotContain("Warning");
    }

    @Test
    void html_changeWithinItsInterval_isNotCalledOne() throws Exception {
        RunFolder run = MadeUpRun.write(runs, "one", "");
        MadeUpRun.evaluate(run, 0, 0.30);
        MadeUpRun.evaluate(run, 40, 0.32);

        assertThat(text(page(run))).contains("hardly changed: 30.0 %", "which chance alone may make");
    }

    @Test
    void html_allRightAtTheEnd_hasIntervalsOfSharesAndAnHonestChange() throws Exception {
        RunFolder run = MadeUpRun.write(runs, "one", "");
        MadeUpRun.evaluate(run, 0, 0.5);
        MadeUpRun.evaluate(run, 40, 1);

        // Below 1 there are 5 points for each benchmark, above nothing: 5 / sqrt(2); of the change 5 below, and 3.5
        // above.
        assertThat(text(page(run)))
                .contains(
                        "50.0 % [46.5, 53.5] before, 100.0 % [96.5, 100.0] after, a change of +50.0 [45.0, 53.5] points");
    }

    @Test
    void html_everyChart_isThereOnceAndHasNoNumberThatIsNone() throws Exception {
        RunFolder run = MadeUpRun.write(runs, "one", "");
        MadeUpRun.evaluate(run, 0, 0.3);
        MadeUpRun.evaluate(run, 20, 0.5);
        MadeUpRun.evaluate(run, 40, 0.8);

        Document page = page(run);

        List<String> titles = new ArrayList<>();
        NodeList charts = page.getElementsByTagName("figure");
        for (int i = 0; i < charts.getLength(); i++) {
            titles.add(((Element) charts.item(i))
                    .getElementsByTagName("title")
                    .item(0)
                    .getTextContent());
        }
        assertThat(titles)
                .containsExactly(
                        "reward = accuracy",
                        "length (tokens)",
                        "reward against length",
                        "completions by length (share)",
                        "avg@4 by benchmark",
                        "accuracy on the benchmarks",
                        "cut off, and without a lesson (share)",
                        "mismatch of sampler and learner (nats)",
                        "seconds of a step");
        assertThat(RunReport.of(List.of(run)).html()).doesNotContain("NaN", "Infinity");
    }

    @Test
    void html_questions_areTheOnesThatTellTheMost() throws Exception {
        RunFolder run = MadeUpRun.write(runs, "one", "");
        MadeUpRun.evaluate(run, 0, 0.3);
        MadeUpRun.evaluate(run, 40, 0.8);

        String text = text(page(run));

        assertThat(text)
                .contains("The question that gained the most")
                .contains("benchmark first, question hard: 0 % of its completions right before training, 100 % after"
                        + " step 40")
                .contains("The training question that changed the most")
                .contains("question q1: mean reward 0.050 at step 1, 1.000 at step 39")
                .contains("The worst group of training step 40")
                .contains("correct (same text), answer 2 · reward 1 · advantage +0.250 · 9 tokens · 3 times")
                .doesNotContain("lost the most");
    }

    @Test
    void html_levels_haveTheirIntervals() throws Exception {
        RunFolder run = MadeUpRun.write(runs, "one", "");
        MadeUpRun.evaluate(run, 0, 0.3);
        MadeUpRun.evaluate(run, 40, 0.8);

        // Greedy completions are those at temperature 0; one of one is right: Wilson's interval is from 20.7 %.
        assertThat(text(page(run)))
                .contains("By level", "first, hard ones 1 0.0 % (0/1) [0.0, 79.3] 100.0 % (1/1) [20.7, 100.0]");
    }

    @Test
    void html_hostileTexts_areShownAndDoNothing() throws Exception {
        String hostile =
                "</pre></body><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\u001b[31m\u202egnp\u2066"
                        + "\u0000\ufffe\uffff \"'";
        RunFolder run = MadeUpRun.write(runs, "one", "", 5, "failed: " + hostile, hostile);
        MadeUpRun.evaluate(run, 0, 0.3);
        MadeUpRun.evaluate(run, 5, 0.8);
        try (RunStore store = RunStore.open(run.database())) {
            store.warned(3, MadeUpRun.BEGIN, hostile);
        }

        String html = RunReport.of(List.of(run)).html();
        Document page = parsed(html);

        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("img").getLength()).isZero();
        assertThat(html.codePoints().filter(c -> c != '\n'))
                .noneMatch(Character::isISOControl)
                .noneMatch(c -> c == 0x202E || c == 0x2066 || c == 0xFFFE || c == 0xFFFF)
                .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
        String shown =
                "</pre></body><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\\u001b[31m\\u202egnp\\u2066"
                        + "\\u0000\\ufffe\\uffff \"'";
        assertThat(text(page)).contains(shown, "Warning: " + shown, "because it failed: " + shown);
    }

    @Test
    void html_noNetworkAndNoScript_areNeeded() throws Exception {
        String html = RunReport.of(List.of(MadeUpRun.write(runs, "one", ""))).html();

        assertThat(html.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xhtml", ""))
                .contains("default-src 'none'")
                .doesNotContain("http:", "https:", "<script", "@import", "url(");
    }

    @Test
    void html_runThatWasStoppedKilledOrGoesOn_saysSo() throws Exception {
        RunFolder stopped = MadeUpRun.write(runs, "stopped", "train:\n  steps: 99\n", 5, "stopped", "2");
        RunFolder killed = MadeUpRun.write(runs, "killed", "train:\n  steps: 99\n", 5, "", "2");

        assertThat(text(page(stopped))).contains("It was asked to stop after step 5 of 99.");
        assertThat(text(page(killed))).contains("It ended without a word after step 5 of 99");
        try (FolderLock lock = killed.lock()) {
            assertThat(lock).isNotNull();
            assertThat(text(page(killed))).contains("It is still going on: this is how far it had come, step 5 of 99.");
        }
    }

    @Test
    void html_settings_areThoseThatDifferFromTheAlgorithmsDefaults() throws Exception {
        RunFolder run = MadeUpRun.write(
                runs,
                "one",
                "algorithm: grpo\ntrain:\n  learning_rate: 0.5\n  steps: 40\nobjective:\n  std_eps: 0.25\n");

        String text = text(page(run));

        assertThat(text)
                .contains("train.learning_rate", "train.steps", "objective.std_eps", "algorithm")
                .contains("grpo");
        assertThat(text).doesNotContain("objective.aggregation", "rollout.group_size");
    }

    @Test
    void html_foreignRecipeAndNoProvenance_areToldAndTheRestIsShown() throws Exception {
        RunFolder run = MadeUpRun.write(runs, "one", "no_such_setting: 1\n");

        assertThat(text(page(run)))
                .contains("settings that this version of the program does not understand")
                .contains("provenance.json is missing or damaged")
                .contains("In training the mean reward rose");
    }

    @Test
    void html_runWithoutAStep_isShort() throws Exception {
        RunFolder run = MadeUpRun.write(runs, "one", "", 0, "stopped", "");
        assertThat(text(page(run))).contains("0 steps", "asked to stop after step 0");

        RunFolder none = RunFolder.create(runs, "none", LocalDateTime.of(2026, 1, 2, 3, 4, 5));
        Files.writeString(none.recipe(), "");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunReport.of(List.of(none)))
                .withMessageContaining("has recorded nothing yet");
    }

    @Test
    void html_severalRuns_areGroupedWhereOnlyTheSeedDiffers() throws Exception {
        List<RunFolder> folders = List.of(
                MadeUpRun.write(runs, "a", "seed: 1\n"),
                MadeUpRun.write(runs, "b", "seed: 2\nconsole:\n  samples: 3\n"),
                MadeUpRun.write(runs, "c", "seed: 3\nalgorithm: grpo\n"),
                MadeUpRun.write(runs, "d", "no_such_setting: 1\n"));
        for (RunFolder run : folders) {
            MadeUpRun.evaluate(run, 0, 0.3);
            MadeUpRun.evaluate(run, 40, 0.8);
        }
        RunReport report = RunReport.of(folders);
        String text = text(parsed(report.html()));

        assertThat(text)
                .contains(
                        "4 runs beside each other",
                        "dr-grpo (2 runs)",
                        folders.get(3).name())
                .contains("run what avg@k before after change greedy before")
                .contains("80.0 % [76.5, 83.5]", "+50.0 [45.0, 55.0]", "Over seeds", "0.555 (0.555 to 0.555)")
                .contains("does not understand the settings of 1 run")
                .doesNotContain("console.samples", "objective.aggregation");
        assertThat(report.html()).contains("fill-opacity=\"0.2\"").doesNotContain("NaN");
    }

    @Test
    void html_runsOfEqualReward_haveNoHighest() throws Exception {
        RunFolder one = MadeUpRun.write(runs, "a", "algorithm: grpo\n");
        RunFolder other = MadeUpRun.write(runs, "b", "algorithm: rloo\n");

        assertThat(text(parsed(RunReport.of(List.of(one, other)).html())))
                .contains("In the last steps the mean reward of all was 0.555.")
                .doesNotContain("highest");
    }

    @Test
    void writePictures_eachChart_isAFile() throws IOException {
        RunFolder run = MadeUpRun.write(runs, "one", "");

        List<Path> files = RunReport.of(List.of(run)).writePictures(runs.resolve("png"));

        assertThat(files).hasSize(7).allSatisfy(file -> assertThat(file).isNotEmptyFile());
        assertThat(files.getFirst()).hasFileName("reward.png");
    }

    private static Document page(RunFolder run) throws Exception {
        return parsed(RunReport.of(List.of(run)).html());
    }

    /** By a reader of XML, which forgives nothing. */
    private static Document parsed(String html) throws ParserConfigurationException, IOException, SAXException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    /** What is to be read, a line for each element that has text of its own. */
    private static String text(Document page) {
        return page.getElementsByTagName("body")
                .item(0)
                .getTextContent()
                .replace('\u00a0', ' ')
                .replaceAll("\\s+", " ");
    }
}
