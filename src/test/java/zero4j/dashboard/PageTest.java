package zero4j.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.recipe.Recipes;
import zero4j.session.TrainSession;

/** The page in a real browser, against real short trainings. Its pictures are written to {@code target/screenshots}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
    private static final Path PICTURES = Path.of("target/screenshots");

    /** WebDriver's code of the key. */
    private static final String ENTER = "\ue007";

    private static final String ESCAPE = "\ue00c";

    private Path runs;
    private Browser browser;
    private Dashboard dashboard;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        runs = Files.createDirectories(folder.resolve("runs"));
        browser = Browser.start();
        train("first", "1", "dr-grpo");
        train("second", "2", "dr-grpo");
        train("third", "1", "grpo");
        dashboard = Dashboard.start(WatchedRuns.in(runs), Endpoint.of("127.0.0.1", 0, false, Optional.empty()));
    }

    @AfterAll
    void close() throws IOException {
        if (dashboard != null) {
            dashboard.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void plain() throws IOException {
        browser.size(1400, 1000);
        browser.scheme("light");
        browser.open("about:blank");
        browser.errors();
    }

    private static List<String> settings(Path runs, String seed, String algorithm) {
        return List.of(
                "runs=" + runs,
                "seed=" + seed,
                "algorithm=" + algorithm,
                "train.steps=12",
                "rollout.prompts=6",
                "rollout.group_size=6",
                "eval.every=6",
                "eval.questions=6",
                "eval.samples=2",
                "threads=2");
    }

    private void train(String name, String seed, String algorithm) {
        TrainSession.of(Recipes.train(null, settings(runs, seed, algorithm)))
                .in(runs.resolve(name))
                .run();
    }

    private void open(String fragment) throws IOException {
        browser.open("about:blank");
        browser.open(dashboard.address() + "#" + fragment);
        browser.await("document.querySelector('.live.on')");
    }

    private void noErrors() throws IOException {
        assertThat(browser.errors()).isEmpty();
        assertThat(browser.value("document.getElementById('problem').hidden").asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "overview|overview|.runs tbody tr:nth-child(3)",
                "curves|curves?run=first&smooth=0.5|.chart[data-points]",
                "compared|curves?run=first&run=second&run=third|.chart[data-points]",
                "groups|groups?run=first&step=6&question=QUESTION|.completion",
                "tokens|groups?run=first&step=6&question=QUESTION&colour=logprob|.completion",
                "search|groups?run=first&judged=wrong&sort=-tokens|.excerpt",
                "evaluation|evaluation?run=first&cell=sampled:12:nano-max|.level",
                "settings|settings?run=first&run=third&changed=1|td.differs"
            })
    void view_lightDarkAndNarrow_isDrawnWithoutErrors(String name, String fragment, String drawn) throws IOException {
        String address = fragment.replace("QUESTION", mixedQuestion());
        for (String scheme : List.of("light", "dark")) {
            browser.scheme(scheme);
            open(address);
            browser.awaitElement(drawn);
            browser.picture(PICTURES.resolve(name + "-" + scheme + ".png"));
            noErrors();
        }
        browser.scheme("light");
        browser.size(400, 900);
        open(address);
        browser.awaitElement(drawn);
        browser.picture(PICTURES.resolve(name + "-narrow.png"));
        assertThat(browser.value("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(400);
        noErrors();
    }

    /** One of the first run's that was answered rightly and wrongly in step 6. */
    private String mixedQuestion() throws IOException {
        open("groups?run=first&step=6");
        browser.awaitElement("[data-row] .dot");
        return browser.value("([...document.querySelectorAll('[data-row]')].find(row => row.querySelector('.dot.right')"
                        + " && row.querySelector('.dot.wrong')) ?? document.querySelector('[data-row]')).dataset.row")
                .asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"curves", "groups", "evaluation", "settings"})
    void view_withoutRun_showsTheNewest(String view) throws IOException {
        open(view);
        browser.await("location.hash.includes('run=')");
        browser.awaitElement("main." + view + " > *");
        noErrors();
    }

    @Test
    void groups_entropyOfEqualRewards_saysWhyThereIsNone() throws IOException {
        open("groups?run=first&step=1&colour=entropy");
        browser.awaitElement("[data-row] .dot");

        browser.click("[data-row]:not(:has(.dot.right)), [data-row]:not(:has(.dot.wrong))");

        browser.await("document.querySelector('.said .hint')?.textContent.includes('equal rewards')");
        noErrors();
    }

    @Test
    void curves_ofRunThatIsNotThere_namesItAndOffersOthers() throws IOException {
        open("curves?run=nope");
        browser.await("document.getElementById('problem').textContent.includes('nope')");

        browser.click("#view a[href*='run=first']");

        browser.awaitElement("[data-chart=reward][data-points]");
        noErrors();
    }

    @Test
    void page_openedBeforeTheFirstRun_showsItAndItsNewSteps(@TempDir Path empty) throws IOException {
        try (Dashboard other =
                Dashboard.start(WatchedRuns.in(empty), Endpoint.of("127.0.0.1", 0, false, Optional.empty()))) {
            browser.open(other.address() + "#curves");
            browser.await("document.querySelector('.live.on')");
            try (SampleRun run = SampleRun.in(empty, "fresh", "lora.rank=4").steps(1, 3)) {
                browser.await("document.querySelector('[data-chart=reward]')?.dataset.points === '3'");

                browser.press("3");
                browser.await("document.getElementById('step')?.value === '3'");
                assertThat(browser.value("document.getElementById('forward').disabled")
                                .asBoolean())
                        .isTrue();
                run.steps(4, 6);
                browser.await("!document.getElementById('forward').disabled");
                browser.click("#forward");
                browser.await("document.getElementById('step').value === '4'");
                assertThat(browser.value("document.querySelector('input[type=range]').max")
                                .asString())
                        .isEqualTo("6");
                browser.press("1");
                browser.await("document.querySelector('td.model')?.textContent.endsWith(' + LoRA 4')");
                noErrors();
            }
        }
    }

    @Test
    void curves_whileTrainingGoesOn_gainPoints() throws Exception {
        Semaphore steps = new Semaphore(3);
        CompletableFuture<Void> training =
                CompletableFuture.runAsync(() -> TrainSession.of(Recipes.train(null, settings(runs, "5", "dr-grpo")))
                        .in(runs.resolve("live"))
                        .listener(_ -> steps.acquireUninterruptibly())
                        .run());
        open("overview");
        browser.awaitElement("[data-run=live]");
        browser.click("[data-run=live]");
        browser.await("Number(document.querySelector('[data-chart=reward]')?.dataset.points) >= 3");
        int before = browser.value("document.querySelector('[data-chart=reward]').dataset.points")
                .asInt();

        steps.release(100);

        browser.await("Number(document.querySelector('[data-chart=reward]').dataset.points) > " + before);
        training.join();
        browser.await("document.querySelector('[data-chart=reward]').dataset.points === '12'");
        noErrors();
    }

    @Test
    void groups_completionOpened_saysHowItWasReadAndWhichRuleDecided() throws IOException {
        open("groups?run=first&step=12");
        browser.awaitElement(".completion");

        browser.click(".completion summary");

        browser.awaitElement(".why dl");
        assertThat(browser.text(".why dl")).contains("answer", "read as", "reference", "decided by");
        browser.await("location.hash.includes('open=')");
        String open = browser.value("location.hash").asString();
        browser.reload();
        browser.awaitElement(".why dl");
        assertThat(browser.value("location.hash").asString()).isEqualTo(open);
        noErrors();
    }

    @Test
    void runs_ofWhichTwoAreChosen_areDrawnOverEachOther() throws IOException {
        open("curves?run=first");
        browser.awaitElement("[data-chart=reward][data-points]");
        assertThat(browser.value("document.querySelectorAll('[data-chart=reward] .chip').length")
                        .asInt())
                .isEqualTo(1);

        browser.click("input[data-run=third]");

        browser.await("document.querySelectorAll('[data-chart=reward] .chip').length === 2");
        assertThat(browser.value("location.hash").asString()).contains("run=first", "run=third");

        browser.click("input[data-run=second]");
        browser.await("document.querySelector('[data-chart=reward] .chip').textContent.includes('2 seeds')");
        assertThat(browser.value("document.querySelectorAll('[data-chart=reward] .chip').length")
                        .asInt())
                .isEqualTo(2);
        noErrors();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curves?run=first&run=third&smooth=0.60&x=tokens&log=1",
                "groups?run=second&step=7&colour=entropy",
                "groups?run=first&q=answer&judged=wrong",
                "evaluation?run=first&before=0&after=6",
                "settings?run=first&run=third&between=1"
            })
    void reload_anyView_keepsIt(String fragment) throws IOException {
        String ready = "document.querySelector('main').childElementCount > 0 && !document.querySelector('#view .empty')"
                + " && document.querySelector('.chart[data-points], .completion, .excerpt, td')";
        open(fragment);
        browser.await(ready);
        String address = browser.value("location.hash").asString();
        String shown = browser.value("document.querySelector('main').innerText.slice(0, 2000)")
                .asString();

        browser.reload();
        browser.await(ready);

        assertThat(browser.value("location.hash").asString()).isEqualTo(address).isEqualTo("#" + fragment);
        browser.await("document.querySelector('main').innerText.slice(0, 2000) === "
                + tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(shown));
        noErrors();
    }

    /** A browser tells late that something was opened. */
    @Test
    void address_viewLeftAsACompletionOpens_isThatOfTheNext() throws IOException {
        open("groups?run=third");
        browser.awaitElement(".completion details");
        browser.value("(document.querySelector('.completion details').open = true,"
                + " location.hash = 'evaluation?run=third')");
        browser.awaitElement("main.evaluation td");
        assertThat(browser.value("location.hash").asString()).isEqualTo("#evaluation?run=third");
        noErrors();
    }

    @Test
    void keyboard_alone_reachesEveryViewAndAct() throws IOException {
        open("overview");
        browser.awaitElement(".runs tbody tr");
        browser.press("?");
        browser.awaitElement("#help[open]");
        browser.press(ESCAPE);
        browser.await("!document.querySelector('#help[open]')");

        browser.press("j" + ENTER);
        browser.awaitElement("main.curves .chart[data-points]");
        browser.press("l");
        browser.await("location.hash.includes('log=1')");
        browser.press("3");
        browser.awaitElement("main.groups [data-row].on");
        String first = browser.value("document.querySelector('[data-row].on').dataset.row")
                .asString();
        browser.press("j");
        browser.await("document.querySelector('[data-row].on').dataset.row !== '" + first + "'");
        browser.press("[");
        browser.await("document.getElementById('step').value === '11'");
        browser.press(ENTER);
        browser.awaitElement(".why dl");
        browser.press("c");
        browser.await("location.hash.includes('colour=logprob')");
        browser.press("/");
        browser.await("document.activeElement.id === 'search'");
        browser.press("boxed" + ENTER);
        browser.awaitElement(".excerpt");
        browser.press(ESCAPE);
        browser.press("4");
        browser.awaitElement("main.evaluation td");
        browser.press("5");
        browser.awaitElement("main.settings td");
        browser.press("t");
        browser.await("document.documentElement.dataset.theme === 'light'");
        browser.press("tt");
        browser.await("document.documentElement.dataset.theme === 'system'");
        noErrors();
    }

    @Test
    void completion_thatIsHostile_isShownAndNeverRuns() throws IOException {
        SampleRun.in(runs, "hostile")
                .step(1, SampleRun.HOSTILE)
                .warned(SampleRun.HOSTILE)
                .evaluation(1, 1)
                .close();
        List<String> shown = new ArrayList<>();
        for (String view : List.of(
                "groups?run=hostile",
                "groups?run=hostile&colour=logprob",
                "groups?run=hostile&q=red",
                "settings?run=hostile")) {
            open(view);
            browser.await("document.querySelector('main').innerText.includes('<script>')");
            shown.add(browser.value("document.querySelector('main').innerText").asString());
            assertThat(browser.value("document.querySelectorAll('main script, main img').length")
                            .asInt())
                    .isZero();
            assertThat(browser.value("document.title").asString()).contains("zero4j");
            noErrors();
        }
        assertThat(shown)
                .allSatisfy(text -> assertThat(text)
                        .contains("U+202E", "U+001B")
                        .doesNotContain("\u202e", "\u001b", "\u2066", "\u0007"));
        open("groups?run=hostile");
        browser.awaitElement("mark");
        assertThat(browser.text("mark")).isEqualTo("double-check");
    }

    @Test
    void completion_ofAMillionCharacters_opensCutAndThenWhole() throws IOException {
        SampleRun.in(runs, "long")
                .step(1, "all work and no play ".repeat(50_000) + "END")
                .close();
        open("groups?run=long");
        browser.awaitElement(".said button");

        browser.click(".said button");

        browser.await("document.querySelector('.said').textContent.endsWith('END')");
        noErrors();
    }

    @Test
    void database_goneInMidView_isASentenceAndThePageGoesOn() throws IOException {
        SampleRun.in(runs, "gone").steps(1, 3).close();
        open("groups?run=gone&step=3");
        browser.awaitElement(".completion");
        Files.delete(runs.resolve("gone/run.db"));

        browser.press("[");

        browser.await("!document.getElementById('problem').hidden");
        assertThat(browser.text("#problem")).contains("run.db").doesNotContain("Exception");
        browser.press("1");
        browser.awaitElement(".runs tbody tr");
        browser.await("document.getElementById('problem').hidden");
    }

    @Test
    void server_gone_isASentenceAndWhatIsShownStays() throws IOException {
        try (Dashboard other =
                Dashboard.start(WatchedRuns.in(runs), Endpoint.of("127.0.0.1", 0, false, Optional.empty()))) {
            browser.open(other.address() + "#curves?run=first");
            browser.awaitElement("[data-chart=reward][data-points]");
        }
        browser.await("document.querySelector('.live.off')");
        browser.press("3");
        browser.await("document.getElementById('problem').textContent.includes('./zero4j dashboard')");
        browser.await("document.querySelector('main.curves [data-chart=reward] canvas')");
        assertThat(browser.value("location.hash").asString()).startsWith("#curves");
    }
}
