package zero4j.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import zero4j.recipe.RunSettings;
import zero4j.recipe.TrainRecipe;
import zero4j.run.RunFolder;

/** What the server answers about runs. */
class RunAnswersTest extends ServedRuns {
    @Test
    void runs_ofAFolderThatIsNotThereYet_areNone() throws Exception {
        dashboard.close();
        dashboard = Dashboard.start(WatchedRuns.in(folder.resolve("later")), endpoint(Optional.empty()));

        assertThat(json("runs").get("runs")).isEmpty();
        SampleRun.in(folder.resolve("later"), "a").steps(1, 3).close();
        assertThat(json("runs").get("runs")).hasSize(1);
    }

    @Test
    void folder_ofOneRun_showsThisRunOnly() throws Exception {
        SampleRun.in(runs, "a").close();
        SampleRun.in(runs, "b").close();
        dashboard.close();
        dashboard = Dashboard.start(WatchedRuns.in(runs.resolve("b")), endpoint(Optional.empty()));

        assertThat(json("runs").get("runs")).hasSize(1);
        assertThat(json("runs").get("runs").get(0).get("name").asString()).isEqualTo("b");
        assertThat(problem(404, "settings?run=a")).contains("no run");
    }

    @Test
    void runs_rewardedByAControl_sayWhich() throws Exception {
        SampleRun.in(runs, "a", "reward=random").close();
        SampleRun.in(runs, "b", "reward=boxed").close();

        JsonNode found = json("runs").get("runs");
        assertThat(found.get(1).get("algorithm").asString()).isEqualTo("dr-grpo, reward random");
        assertThat(found.get(0).get("algorithm").asString()).isEqualTo("dr-grpo");
    }

    @Test
    void runs_ofDifferentSeeds_areOneFamily() throws Exception {
        SampleRun.in(runs, "a", "seed=1")
                .steps(1, 20)
                .evaluation(0, 0)
                .evaluation(20, 1)
                .finished()
                .close();
        SampleRun.in(runs, "b", "seed=2", "name=other").close();
        SampleRun.in(runs, "c", "train.learning_rate=1e-3").close();

        JsonNode found = json("runs").get("runs");
        assertThat(found.get(0).get("name").asString()).isEqualTo("c");
        assertThat(found.get(2).get("family"))
                .isEqualTo(found.get(1).get("family"))
                .isNotEqualTo(found.get(0).get("family"));
        JsonNode a = found.get(2);
        assertThat(a.get("state").asString()).isEqualTo("finished");
        assertThat(a.get("step").asLong()).isEqualTo(20);
        assertThat(a.get("reward").asDouble()).isEqualTo(0.2);
        assertThat(a.get("evaluatedBefore").asDouble()).isEqualTo(0.25);
        assertThat(a.get("secondsPerStep").asDouble()).isEqualTo(3);
    }

    @Test
    void curves_ofALongRun_areThinnedWithTheirExtremes() throws Exception {
        SampleRun.in(runs, "a").steps(1, 100).close();

        JsonNode whole = json("curves?run=a&points=500");
        assertThat(whole.get("metrics").get("reward").get("value")).hasSize(100);
        assertThat(whole.get("metrics").get("reward").get("low").isNull()).isTrue();
        assertThat(whole.get("metrics").get("kl").get("value").get(0).isNull())
                .as("NaN")
                .isTrue();
        assertThat(whole.get("tokens").get("value").get(99).asLong()).isEqualTo(200_000);
        assertThat(whole.get("seconds").get("value").get(99).asLong()).isEqualTo(300);

        JsonNode thin = json("curves?run=a&points=10").get("metrics").get("length");
        assertThat(thin.get("value").size()).isBetween(5, 11);
        assertThat(thin.get("low").get(1).asDouble()).isEqualTo(30);
        assertThat(thin.get("high").get(1).asDouble()).isEqualTo(36);
    }

    @Test
    void groups_ofNoStep_areThoseOfTheLastWithWhatEachIs() throws Exception {
        SampleRun.in(runs, "a").steps(1, 2).step(3, SampleRun.HOSTILE).close();

        JsonNode step = json("groups?run=a");
        assertThat(step.get("step").asLong()).isEqualTo(3);
        assertThat(step.get("previous").asLong()).isEqualTo(2);
        assertThat(step.get("next").isNull()).isTrue();
        JsonNode group = step.get("groups").get(0);
        assertThat(group.get("text").asString()).isEqualTo("What is 1+0?");
        JsonNode said = group.get("completions").get(1);
        assertThat(said.get("text").asString()).isEqualTo(SampleRun.HOSTILE);
        assertThat(said.get("outcome").asString()).isEqualTo("correct");
        assertThat(said.get("advantage").asDouble()).isEqualTo(0.5);
        assertThat(said.get("version").asLong()).isEqualTo(2);

        JsonNode tokens = json("tokens?run=a&group=" + group.get("id"))
                .get("tokens")
                .get(said.get("id").toString());
        assertThat(tokens.get("logprobs")).hasSize(3);
        JsonNode explained = json("completion?run=a&id=" + said.get("id"));
        assertThat(explained.get("reading").get("answerRead").asString()).contains("2");
    }

    @Test
    void completion_ofAMillionCharacters_isCutInListsAndWholeByItself() throws Exception {
        SampleRun.in(runs, "a").step(1, "😀x".repeat(333_333) + "end").close();

        JsonNode said =
                json("groups?run=a").get("groups").get(0).get("completions").get(0);
        assertThat(said.get("text").asString().length()).isLessThan(30_000);
        assertThat(said.get("chars").asInt()).isEqualTo(1_000_002);
        assertThat(json("completion?run=a&id=" + said.get("id")).get("text").asString())
                .endsWith("end");
    }

    @Test
    void search_byWordsVerdictAndOrder_findsInAllSteps() throws Exception {
        SampleRun.in(runs, "a").steps(1, 40).step(41, "a needle").close();

        assertThat(json("completions?run=a&search=needle").get("completions")).hasSize(4);
        assertThat(json("completions?run=a&search=needle&judged=right").get("completions"))
                .hasSize(2);
        JsonNode page = json("completions?run=a&judged=wrong&sort=advantage");
        assertThat(page.get("completions")).hasSize(50);
        assertThat(json("completions?run=a&judged=wrong&sort=advantage&after="
                                + page.get("next").asString())
                        .get("completions"))
                .hasSize(32);
        assertThat(json("question?run=a&question=made:1").get("groups")).hasSize(41);
    }

    @Test
    void evaluation_behindAScore_hasLevelsAndCompletions() throws Exception {
        SampleRun.in(runs, "a").evaluation(0, 1).close();

        assertThat(json("evaluations?run=a")
                        .get("scores")
                        .get(0)
                        .get("greedyAccuracy")
                        .asDouble())
                .isEqualTo(0.5);
        assertThat(json("levels?run=a&benchmark=bench&step=0").get("levels")).hasSize(2);
        assertThat(json("completions?run=a&benchmark=bench&step=0&greedy=1").get("completions"))
                .hasSize(2);
        assertThat(json("completions?run=a&benchmark=bench&step=0&greedy=0&level=2")
                        .get("completions"))
                .hasSize(2);
    }

    @Test
    void settings_ofARun_stand_besideTheirDefaults() throws Exception {
        SampleRun.in(runs, "a", "train.learning_rate=1e-3")
                .warned("<b>careful</b>")
                .close();

        JsonNode answer = json("settings?run=a");
        JsonNode rate = answer.get("settings")
                .valueStream()
                .filter(one -> one.get("key").asString().equals("train.learning_rate"))
                .findFirst()
                .orElseThrow();
        assertThat(rate.get("value")).isNotEqualTo(rate.get("standard"));
        assertThat(answer.get("events").toString()).contains("started", "<b>careful</b>");
    }

    @Test
    void settings_changed_areThoseThatTheReportTells() throws Exception {
        SampleRun.in(runs, "a", "algorithm=grpo", "train.learning_rate=1e-3", "rollout.max_new_tokens=50")
                .close();
        TrainRecipe recipe = RunSettings.of(new RunFolder(runs.resolve("a"))).orElseThrow();

        List<String> changed = json("settings?run=a")
                .get("settings")
                .valueStream()
                .filter(one -> one.get("changed").asBoolean())
                .map(one ->
                        one.get("key").asString() + " " + one.get("standard").asString())
                .toList();

        assertThat(changed)
                .contains("algorithm dr-grpo", "rollout.max_new_tokens 112")
                .containsExactlyInAnyOrderElementsOf(RunSettings.changes(recipe).entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue().usual())
                        .toList());
        assertThat(json("settings?run=a").get("settings").valueStream())
                .filteredOn(one -> !one.get("changed").asBoolean()
                        && !List.of("name", "runs").contains(one.get("key").asString()))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.get("value")).isEqualTo(one.get("standard")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curves",
                "curves?run=a&points=x",
                "groups?run=a&step=x",
                "completions?run=a&sort=nothing",
                "levels?run=a"
            })
    void question_thatMakesNoSense_isTold(String path) throws Exception {
        SampleRun.in(runs, "a").close();

        assertThat(problem(400, path)).startsWith("The address is not understood");
    }

    @Test
    void database_corruptDeletedOrLocked_isOneSentence() throws Exception {
        SampleRun.in(runs, "corrupt").steps(1, 30).close();
        SampleRun.in(runs, "deleted").steps(1, 3).close();
        SampleRun.in(runs, "text").close();
        try (RandomAccessFile file =
                new RandomAccessFile(runs.resolve("corrupt/run.db").toFile(), "rw")) {
            file.seek(100);
            file.write(new byte[200_000]);
        }
        Files.delete(runs.resolve("deleted/run.db"));
        Files.writeString(runs.resolve("text/run.db"), "no database");

        for (String run : new String[] {"corrupt", "deleted", "text"}) {
            assertThat(problem(503, "curves?run=" + run)).contains("run.db").doesNotContain("Exception", "\n\tat");
        }
        assertThat(json("runs").get("runs")).hasSize(3);
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void database_lockedByAnotherProgram_isToldInSeconds() throws Exception {
        SampleRun.in(runs, "a").steps(1, 3).close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + runs.resolve("a/run.db"));
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("CREATE TABLE x (y)");

            assertThat(problem(503, "curves?run=a")).contains("locked");
        }
        assertThat(json("curves?run=a").get("last").asLong()).isEqualTo(3);
    }
}
