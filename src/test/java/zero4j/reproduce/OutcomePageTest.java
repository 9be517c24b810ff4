package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import zero4j.reproduce.Measurements.Unit;
import zero4j.reproduce.Outcome.Judged;
import zero4j.reproduce.Outcome.Verdict;

class OutcomePageTest {
    /** What the page of {@link MadeUpOutcome#trained} is; renewed by hand from target/made-up-page.md. */
    private static final Path GOLDEN = Path.of("src/test/resources/golden/made-up-page.md");

    @TempDir
    private Path folder = Path.of("");

    private static OutcomePage page(Experiment experiment, Outcome outcome) {
        return new OutcomePage(experiment, outcome);
    }

    private static OutcomePage trained() {
        return page(MadeUpOutcome.TRAINED, MadeUpOutcome.trained());
    }

    @Test
    void markdown_madeUpOutcome_isAsItWas() throws IOException {
        String markdown = trained().markdown().replaceFirst("(?m)^Written by zero4j .*$", "Written by zero4j VERSION.");

        Files.writeString(Files.createDirectories(Path.of("target")).resolve("made-up-page.md"), markdown);
        assertThat(markdown).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void markdown_whereNothingWasTrained_saysWhatWasAskedAndNothingOfSteps() {
        String asked = page(MadeUpOutcome.ASKED, MadeUpOutcome.asked()).markdown();

        assertThat(asked)
                .contains("| table | qwen-like, llama-like | none, r1 | test | 4 |")
                .contains("qwen-like, none − qwen-like, r1; expected above 0")
                .doesNotContain("last steps");
        assertThat(page(
                                MadeUpOutcome.changed(
                                        "seeds: 3", "questions: {q: [{kind: chain, questions: 5, test: true}]}"),
                                MadeUpOutcome.trained())
                        .markdown())
                .contains("| q | chain | 5 | usual | all | test |");
    }

    @Test
    void claims_at80Columns_sayVerdictDifferenceAndSeedsInLinesOf80() {
        String text = trained().claims().text(80);

        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(text.lines().map(String::strip))
                .contains(
                        "shown      +70.0 tokens [60.2, 79.8]  3 seeds  Wrong responses grow under GRPO.",
                        "not shown  -0.0001 [-0.0600, 0.0598]  3 seeds  Both earn the same.",
                        "opposite   +10.1 points [5.1, 15.1]   3 seeds  Both are as right.");
    }

    @Test
    void means_ofClaims_haveOneTableForTrainedAndOneForAsked() {
        assertThat(trained().means()).singleElement().satisfies(table -> {
            assertThat(table.header())
                    .containsExactly("mean over 3 seeds", "wrong length last", "reward last", "greedy change");
            assertThat(table.rows()).contains(List.of("grpo", "190", "0.600", "-4.0"));
        });
        assertThat(page(MadeUpOutcome.ASKED, MadeUpOutcome.asked()).means())
                .singleElement()
                .satisfies(table -> assertThat(table.rows()).contains(List.of("llama-like, r1", "25.0 %")));
    }

    @Test
    void html_outcome_isXmlWithoutScriptsAndHasEveryMeasuredPicture() {
        String html = trained().html();

        assertWellFormed(html);
        assertThat(html).doesNotContain("<script", "NaN");
        assertThat(Pattern.compile("<svg").matcher(html).results()).hasSize(3);
        assertThat(html)
                .contains(
                        "<strong>grow</strong> (<em>Figure 6</em>), says <a href=\"https://arxiv.org/abs/2503.20783\">the"
                                + " paper</a>.",
                        "those that <code>chain</code> sums</li>",
                        "What grows. Mean of 3 seeds",
                        "./zero4j reproduce made.yaml<");
    }

    @Test
    void html_pictures_haveThePanelsThatTheFileDeclares() {
        String html = trained().html();

        assertThat(panelTitles(html))
                .containsExactly(
                        "reward",
                        "length of wrong responses (tokens)",
                        "reward",
                        "greedy accuracy, change (points)",
                        "length of wrong responses, last steps (tokens)");
        assertThat(html).contains("There is no picture of nothing: nothing of it was measured.");
    }

    private static List<String> panelTitles(String html) {
        return Pattern.compile("font-weight=\"(?:bold|600)\"[^>]*>([^<]*)<")
                .matcher(html)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    @Test
    void page_ofHostileTexts_showsThemAndDoesNothing() {
        String hostile = "<img src=x onerror=alert(1)> [a](javascript:b) `c` *d* \u202e\u001b[31m";
        Experiment experiment = Experiments.parse("h", "h.yaml", """
                title: '<b>bold</b>'
                paper: '<script>alert(1)</script> [go](javascript:alert(1)) ![p](http://x/y.png)'
                """);
        Judged judged = new Judged(
                new Experiment.Claim(hostile, hostile, "reward@last", hostile, "b", Experiment.Expect.MORE, 0, hostile),
                new Effect(1, 0.5, 1.5, 3, Unit.SEED),
                Verdict.NOT_SHOWN);
        Outcome outcome = new Outcome("h", "", false, 3, 1, List.of(judged), new Measurements(List.of(), List.of()));

        String html = page(experiment, outcome).html();
        assertWellFormed(html);
        assertThat(html).doesNotContain("<img", "<script", "<b>", "href=\"javascript", "\u202e", "\u001b");
        String markdown = page(experiment, outcome).markdown();
        assertThat(markdown)
                .contains(
                        "# h: \\<b>bold\\</b>",
                        "\\<img src=x onerror=alert(1)> [a]\\(javascript:b) \\`c\\` \\*d\\* \\\\u202e")
                .doesNotContain("\u202e", "\u001b");
    }

    @Test
    void page_quickOutcome_saysSoAndNamesWhatIsNotJudged() {
        Outcome quick = MadeUpOutcome.trained(MadeUpOutcome.TRAINED, true, 1);

        String markdown = page(MadeUpOutcome.TRAINED, quick).markdown();

        assertThat(markdown)
                .contains(
                        "> This is the quick variant",
                        "> With 1 seed nothing is shown",
                        "Not judged, since what they compare was not trained: Both are as right.",
                        "./zero4j reproduce made.yaml --quick\n",
                        "| train.steps | 20 |")
                .doesNotContain("| one |");
    }

    @Test
    void page_ofAFileElsewhere_hasItsPathInTheCommand() {
        Experiment elsewhere = Experiments.parse("made", "my files/made.yaml", "title: A\nseeds: 3\narms: {one: }\n");
        Outcome outcome = Outcome.of(elsewhere, false, 3, 1, new Measurements(List.of(), List.of()));

        assertThat(page(elsewhere, outcome).markdown()).contains("./zero4j reproduce 'my files/made.yaml'\n");
    }

    @Test
    void page_otherSeedsThanDeclared_areInItsCommand() {
        assertThat(page(MadeUpOutcome.TRAINED, MadeUpOutcome.trained(MadeUpOutcome.TRAINED, false, 5))
                        .markdown())
                .contains("./zero4j reproduce made.yaml --seeds 5\n");
    }

    @Test
    void write_page_hasItsPicturesBesideItAndNothingElse() throws IOException {
        trained().write(folder, warning -> {
            throw new AssertionError(warning);
        });

        String markdown = Files.readString(folder.resolve(OutcomePage.PAGE));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder(
                            "report.html",
                            "page.md",
                            "made-1.svg",
                            "made-1.png",
                            "made-2.svg",
                            "made-2.png",
                            "made-3.svg",
                            "made-3.png")
                    .allSatisfy(name -> assertThat(name.endsWith(".svg") && !markdown.contains("(" + name + ")"))
                            .isFalse());
        }
    }

    @Test
    void difference_ofOneSeed_hasNoInterval() {
        Effect effect = new Effect(12.345, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1, Unit.SEED);

        assertThat(QuantityWords.of("length@change").written(effect)).isEqualTo("+12.3 tokens");
    }

    @Test
    void difference_smallerThanItsDigits_isZeroWithoutMinus() {
        assertThat(QuantityWords.of("greedy@change").written(new Effect(-0.0001, -0.01, 0.01, 3, Unit.SEED)))
                .isEqualTo("+0.0 points [-1.0, 1.0]");
    }

    private static void assertWellFormed(String html) {
        assertThatCode(() -> DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(html.replaceFirst("<!DOCTYPE html>", "")))))
                .doesNotThrowAnyException();
    }

    @Test
    void picture_ofSeveralTemperatures_hasAPanelForEachTemplateAndACurveForEachModel() {
        Experiment experiment = Experiments.parse(
                "t",
                "t.yaml",
                "title: T\npictures: [{title: exploration, bars: [pass@8@0.2, pass@8@0.6, pass@8@1.0]}]\n");
        List<Measurements.Measured> values = Stream.of("a, none", "b, none", "a, r1")
                .flatMap(subject -> Stream.of("pass@8@0.2", "pass@8@0.6", "pass@8@1.0")
                        .map(quantity -> new Measurements.Measured(
                                subject, quantity, Unit.QUESTION, List.of(0.0, 1.0, 1.0, 0.5))))
                .toList();
        Outcome outcome = new Outcome("t", "", false, 1, 1, List.of(), new Measurements(values, List.of()));

        String html = page(experiment, outcome).html();

        assertThat(panelTitles(html)).containsExactly("pass@8, no template", "pass@8, template r1");
        assertThat(html).contains(">temperature<", ">a<", ">b<", "Bands are 95 % intervals over questions.");
    }

    @Test
    void page_ofAFileThatWasChangedSince_saysThatClaimsWereNotJudged() {
        Outcome all = MadeUpOutcome.trained();
        Outcome less = new Outcome(
                all.experiment(), all.settings(), false, 3, 1, all.judged().subList(0, 2), all.measurements());

        assertThat(page(MadeUpOutcome.TRAINED, less).cautions())
                .containsExactly(
                        "The experiment's file was changed since: 1 claim of it was not judged. Run it again.");
        Experiment fewer = MadeUpOutcome.changed("expect: less", "expect: more");
        assertThat(page(fewer, all).cautions())
                .containsExactly(
                        "The experiment's file was changed since: 1 claim of it was not judged; 1 claim that was judged"
                                + " is no longer in it. Run it again.");
        assertThat(page(fewer, all).inWords()).endsWith("1 opposite. (of an earlier file)");
        assertThat(page(MadeUpOutcome.TRAINED, all).inWords()).endsWith("1 opposite.");
        assertThat(page(fewer, all).marks()).containsExactly("of an earlier file");
    }

    @Test
    void difference_thatIsExactlyNone_hasNoMoreDigitsThanAnother() {
        assertThat(QuantityWords.of("length@last").written(new Effect(0, 0, 0, 3, Unit.SEED)))
                .isEqualTo("+0.00 tokens [0.00, 0.00]");
    }

    @Test
    void number_farSmallerThanTheOthers_keepsItsSign() {
        assertThat(QuantityWords.of("drift_wrong").written(-0.0000021, 0.00159)).isEqualTo("-2.1e-06");
        assertThat(QuantityWords.of("drift_wrong").written(0, 0.00159)).isEqualTo("0.00000");
    }

    private static Outcome recorded(String settings) {
        Outcome all = MadeUpOutcome.trained();
        return new Outcome(all.experiment(), settings, false, 3, 1, all.judged(), all.measurements());
    }

    @Test
    void page_ofOtherSettingsThanMeasured_saysSoAboveAll() {
        assertThat(page(MadeUpOutcome.TRAINED, recorded("another")).cautions())
                .singleElement()
                .satisfies(caution -> assertThat(caution)
                        .startsWith("The experiment's file was changed since: words and settings are of the file"));
        assertThat(page(MadeUpOutcome.TRAINED, recorded("")).cautions())
                .singleElement()
                .satisfies(
                        caution -> assertThat(caution).startsWith("Which settings were measured is not in its file"));
        assertThat(trained().cautions()).isEmpty();
        assertThat(page(MadeUpOutcome.TRAINED, recorded("another")).markdown())
                .contains("\n\n> The experiment's file was changed since");
    }

    @Test
    void page_claimsWithACause_saysItWhereTheyAreNotShown() {
        Experiment explained = MadeUpOutcome.changed("{says:", "{cause: '*Too few* steps.', says:");
        String markdown = page(explained, MadeUpOutcome.trained()).markdown();

        assertThat(markdown)
                .containsOnlyOnce("### What does not appear at this scale, and why\n\n")
                .contains(
                        "Not shown: Both earn the same.\n\n*Too few* steps.\n",
                        "Opposite: Both are as right.\n\n*Too few* steps.\n")
                .doesNotContain("Shown: Wrong responses grow", "Wrong responses grow under GRPO.\n\n*Too few*");
        assertThat(page(explained, MadeUpOutcome.trained()).html()).contains("<em>Too few</em> steps.");
        assertThat(page(explained, MadeUpOutcome.trained(explained, true, 1)).markdown())
                .as("one seed is the reason")
                .doesNotContain("Too few");
    }

    @Test
    void numbers_ofOneThatHasFewerQuestions_countsThatAlone() {
        List<Double> shares = List.of(0.0, 1.0, 1.0, 0.5);
        List<Measurements.Measured> values = List.of(
                new Measurements.Measured("a, none", "answering", Unit.QUESTION, shares),
                new Measurements.Measured("a, none", "reflection", Unit.QUESTION, shares),
                new Measurements.Measured("a, none", "avg", Unit.QUESTION, List.of(0.0, 1.0, Double.NaN, 0.5)));

        assertThat(OutcomeTables.numbers(
                        new Outcome("t", "", false, 1, 1, List.of(), new Measurements(values, List.of()))))
                .singleElement()
                .satisfies(table -> {
                    assertThat(table.header()).containsExactly("mean over 4 questions", "a, none");
                    assertThat(table.rows())
                            .extracting(List::getLast)
                            .satisfiesExactly(
                                    cell -> assertThat(cell).matches("62\\.5 % \\[\\d+\\.\\d, \\d+\\.\\d]"),
                                    cell -> assertThat(cell)
                                            .startsWith("62.5 % [")
                                            .endsWith("]"),
                                    cell -> assertThat(cell)
                                            .startsWith("50.0 % [")
                                            .endsWith("] (3)"));
                });
    }

    @Test
    void settings_smallNumbers_areWrittenOut() {
        Experiment small = Experiments.parse("s", "s.yaml", """
                title: S
                train: {train.learning_rate: 0.0001, rollout.temperature: 1.0, name: 1E5}
                arms: {a: {train.weight_decay: 0.00025}}
                """);

        assertThat(OutcomeSettings.shared(small, false).rows())
                .contains(List.of("train.learning_rate", "0.0001"), List.of("rollout.temperature", "1.0"));
        assertThat(OutcomeSettings.arms(small, false).rows()).containsExactly(List.of("a", "0.00025"));
    }
}
