package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;

/** What is made for an experiment, by what it is kept, and what is found to be wrong with it. */
class PlannerTest {
    private static final String WORLD = """
            title: A
            seeds: 2
            models:
              second: {init: first, text: [{kind: guess, documents: 20}], settings: {train.tokens: 4096}}
              first: {init: new, text: [{kind: chain, documents: 30}], settings: {train.tokens: 4096}}
            questions:
              both: [{kind: chain, questions: 30}, {kind: guess, questions: 30}]
              test: [{kind: chain, questions: 5, test: true}]
            templates:
              asked: "Q: {question} A: "
            train: {model: second, template: asked, data.train: both, eval.suite: test, train.steps: 3}
            arms:
              grpo: {algorithm: grpo}
              dr: {algorithm: dr-grpo}
            tables:
              - {models: [first, grpo], templates: [none, asked], suite: [test], samples: 2}
            passes:
              - {models: [nano], templates: [asked], suite: [test], temperatures: [0.5, 1.0], samples: 2}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void plan_wholeExperiment_hasEachStageBehindWhatItNeeds() {
        Plan plan = plan(WORLD);

        assertThat(plan.stages().stream()
                        .map(stage -> stage.kind() + " " + stage.about().name()))
                .containsExactly(
                        "pretraining first",
                        "pretraining second",
                        "training grpo, seed 1",
                        "training grpo, seed 2",
                        "training dr, seed 1",
                        "training dr, seed 2",
                        "evaluation first, grpo in none, asked",
                        "sampling nano in asked");
        assertThat(plan.due()).isEqualTo(plan.stages());
        for (int i = 0; i < plan.stages().size(); i++) {
            assertThat(plan.stages().subList(0, i).stream()
                            .map(stage -> stage.about().key()))
                    .containsAll(plan.stages().get(i).about().needs());
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void plan_namesOfTheFile_standForWhatIsMade() {
        Plan plan = plan(WORLD);
        Stage.Training trained = plan.arms().getFirst().stage();

        assertThat(trained.recipe().model())
                .isEqualTo(plan.stages().get(1).about().result().toString())
                .matches(".*/models/second-[0-9a-f]{10}");
        assertThat(trained.recipe().template()).matches(".*/templates/asked-[0-9a-f]{10}/asked.txt");
        assertThat(trained.recipe().data().train()).matches(".*/questions/both-[0-9a-f]{10}/both.jsonl");
        assertThat(trained.recipe().eval().suite()).singleElement().asString().endsWith("/test.jsonl");
        assertThat(trained.recipe().dashboard().port()).isEmpty();
        assertThat(plan.arms().get(1).stage().recipe().seed()).isEqualTo(2);
        assertThat(plan.tables().getFirst().rows().getLast().model().value())
                .isEqualTo(trained.about().result().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "train.steps: 3, 'train.steps: 3, threads: 1'",
        "train.steps: 3, 'train.steps: 3, dist.shard: optimizer'",
        "train.steps: 3, 'train.steps: 3, report: true'",
        "train.steps: 3, 'train.steps: 3, train.checkpoint_every: 7'",
        "train.steps: 3, 'train.steps: 3, console.samples: 1'",
        "train.steps: 3, 'train.steps: 3, train.learning_rate: 1.0e-4'", // the default
        "title: A, title: B",
        "asked, wrapped",
        "both, all"
    })
    void key_whatDecidesNothing_isTheSame(String from, String to) {
        assertThat(key(WORLD.replace(from, to))).isEqualTo(key(WORLD));
    }

    @ParameterizedTest
    @CsvSource({
        "train.steps: 3, train.steps: 4",
        "train.steps: 3, 'train.steps: 3, train.learning_rate: 2.0e-4'",
        "algorithm: grpo, algorithm: rloo",
        "'Q: {question}', 'Query: {question}'",
        "questions: 30, questions: 31",
        "'questions: 5,', 'questions: 6,'",
        "documents: 30, documents: 31", // the text of the base's base
        "documents: 20, documents: 21",
        "'model: second', 'model: first'",
        "'model: second', 'model: nano'",
    })
    void key_whatDecidesTheResult_isAnother(String from, String to) {
        assertThat(WORLD).contains(from);
        assertThat(key(WORLD.replace(from, to))).isNotEqualTo(key(WORLD));
    }

    @Test
    void key_modelThatIsThere_isOfItsContents() throws IOException {
        String yaml = WORLD.replace("model: second", "model: " + folder.resolve("own"));
        Path model = Files.createDirectory(folder.resolve("own"));
        Files.writeString(model.resolve("config.json"), "{}");
        String before = key(yaml);
        Files.writeString(model.resolve("config.json"), "{\"a\": 1}");

        assertThat(key(yaml)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "'text: [{kind: chain, documents: 30}], settings: {', 'settings: {data: FILE, '",
        "'30}], settings: {', '30}], settings: {tokenizer: FILE, '",
        "data.train: both, data.train: FILE",
        "train.steps: 3, 'train.steps: 3, reward: \"command:FILE\"'"
    })
    void key_fileThatIsThere_isOfItsContents(String from, String to) throws IOException {
        Path file = Files.writeString(folder.resolve("own"), "one");
        String yaml = WORLD.replace(from, to.replace("FILE", file.toString()));
        String before = key(yaml);
        Files.writeString(file, "two");

        assertThat(key(yaml)).isNotEqualTo(before);
    }

    @Test
    void inputs_fileThatChanges_stopsTheStageThatReadsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("own.jsonl"), "{}");
        Stage.Training stage = plan(WORLD.replace("data.train: both", "data.train: " + file))
                .arms()
                .getFirst()
                .stage();
        stage.about().inputs().forEach(Meaning.Input::require);
        Files.writeString(file, "{ }");

        assertThatThrownBy(() -> stage.about().inputs().forEach(Meaning.Input::require))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file + " has changed since the experiment was begun");
    }

    @Test
    void key_ofAPass_isOfItsNamesAndNotOfWhatTrainingsSample() {
        String before = passKey(WORLD);

        assertThat(passKey(WORLD.replace("asked", "wrapped")))
                .as("its cells have the names of templates")
                .isNotEqualTo(before);
        assertThat(passKey(WORLD.replace("train.steps: 3", "train.steps: 3, eval.temperature: 0.5")))
                .isEqualTo(before);
    }

    private String passKey(String yaml) {
        return plan(yaml).passes().getFirst().about().key();
    }

    @Test
    void plan_emptySuite_isNone() {
        Stage.Training empty = plan(WORLD.replace("eval.suite: test", "eval.suite: []"))
                .arms()
                .getFirst()
                .stage();

        assertThat(empty.recipe().eval().suite()).isEmpty();
        assertThat(empty.about().key()).isEqualTo(key(WORLD.replace("eval.suite: test", "eval.suite: none")));
    }

    @Test
    void plan_twoArmsThatAreTheSame_trainsOnce() {
        Plan plan = plan(WORLD.replace("  dr: {", "  again: {algorithm: grpo}\n  dr: {"));

        assertThat(plan.arms()).hasSize(6);
        assertThat(plan.arms().get(2).stage()).isSameAs(plan.arms().get(0).stage());
        assertThat(plan.stages()).hasSameSizeAs(plan(WORLD).stages());
    }

    @Test
    void place_stageOfAnotherExperiment_isFoundByItsKey() throws IOException {
        Path there = plan(WORLD).arms().getFirst().stage().about().result();
        Path other = there.resolveSibling("other-name-" + there.toString().replaceFirst(".*-", ""));
        Files.createDirectories(other);

        assertThat(plan(WORLD).arms().getFirst().stage().about().result()).isEqualTo(other);
    }

    @Test
    void due_stagesThatAreThere_areNotMadeAgainNorWhatOnlyTheyNeed() throws IOException {
        String yaml = WORLD.substring(0, WORLD.indexOf("tables:"));
        Plan plan = plan(yaml);
        for (Plan.Arm arm : plan.arms()) {
            Files.createDirectories(arm.stage().about().result());
            StageFolder.note(arm.stage(), 5, true);
        }
        assertThat(plan.due()).isEmpty();
        assertThat(plan.used().stream().map(Stage::kind))
                .as("without models that are gone")
                .containsOnly("training");
        assertThat(plan.reached()).hasSize(6);

        Stage.Training half = plan.arms().getFirst().stage();
        StageFolder.note(half, 5, false);
        assertThat(plan.due().stream().map(Stage::kind)).containsExactly("pretraining", "pretraining", "training");

        StageFolder.note(half, 5, true);
        Files.delete(half.about().result());
        assertThat(plan.due()).hasSize(3).contains(half);
    }

    @Test
    void plan_quick_trainsItsArmsWithItsSettings() {
        Experiment declared = parse(
                WORLD.replace("first, grpo]", "first, dr]") + "quick: {seeds: 1, arms: [dr], train: {train.steps: 1}}");
        Experiment chosen = declared.chosen(0, true);
        Plan plan = Plan.of(declared, chosen, folder);

        assertThat(chosen.seeds()).isEqualTo(1);
        assertThat(declared.chosen(4, true).seeds()).isEqualTo(4);
        assertThat(plan.arms()).singleElement().satisfies(arm -> {
            assertThat(arm.arm()).isEqualTo("dr");
            assertThat(arm.stage().recipe().train().steps()).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'init: new', 'init: second', 'models begin from each other in a circle: '",
        "'init: new', 'init: nowhere', 'models.first: no model nowhere'",
        "'algorithm: grpo', 'algorithm: grppo', 'arms.grpo: algorithm is grppo'",
        "train.steps: 3, train.stepz: 3, 'arms.grpo, arms.dr: unknown key train.stepz'",
        "train.tokens: 4096, train.token: 4096, 'models.first, models.second: unknown key train.token'",
        "train.steps: 3, 'train.steps: 3, seed: 4', 'seed is 4; leave it out'",
        "'data.train: both', 'data.train: bth', 'there are no questions bth; expected'",
        "'templates: [none, asked]', 'templates: [none, askd]', 'tables[0]: there is no template askd'",
        "'1.0], samples: 2}', '1.0], samples: 2, settings: {reward: boxed}}', 'settings: reward is boxed; a key must be'",
        "'1.0], samples: 2}', '1.0], samples: 2, settings: {temperature: 0.5}}', 'settings: temperature is 0.5; a key must be'",
        "'suite: [test], temperatures', 'suite: [], temperatures', 'passes[0]: suite names none; it must name at least one'",
        "'suite: [test], samples', 'suite: [none], samples', 'tables[0]: suite names none; it must name at least one'",
        "'data.train: both', 'data.train: []', 'questions without a name'",
        "'text: [{kind: chain, documents: 30}], settings: {', 'settings: {data: nowhere, ', 'there is no text nowhere; it must be nano'",
        "'30}], settings: {', '30}], settings: {tokenizer: nowhere, ', 'there is no tokenizer nowhere; it must be nano'",
        "'samples: 2}\npasses', 'samples: 2, settings: {budget: 3}}\npasses', 'settings: budget is 3; a key must be'",
        "'Q: {question} A: ', 'Q: ', 'must contain {question} exactly once'",
        "'  asked: ', '  a/b: ', 'templates: a/b cannot be a name'",
        "'dr: {', 'first: {', 'arms.first: a model has that name, too'",
        "'seeds: 2', 'seeds: 0', 'seeds is 0; it must be from 1 to 1000'",
        "'seeds: 2', 'seeds: 1000000000', 'seeds is 1000000000; it must be from 1 to 1000'",
        "'  asked: ', '  unused: \"Q\"\n  asked: ', 'templates.unused: the template unused must contain'"
    })
    void plan_somethingWrong_isToldBeforeAnythingIsMade(String from, String to, String told) {
        assertThat(WORLD).contains(from);
        assertThatThrownBy(() -> plan(WORLD.replace(from, to)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(told);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void plan_severalThingsWrong_areToldTogether() {
        assertThatThrownBy(() -> plan(WORLD.replace("algorithm: grpo", "algorithm: grppo")
                        .replace("train.tokens: 4096", "train.tokens: none")))
                .hasMessageContaining("2 problems with the experiment a (a.yaml):\n")
                .hasMessageContaining("models.first, models.second: train.tokens is none")
                .hasMessageContaining("arms.grpo: algorithm is grppo");
    }

    @Test
    void plan_armThatBeginsWithAnother_needsItsTraining() {
        Plan plan = plan(WORLD.replace("dr: {", "dr: {model: grpo, "));

        assertThat(plan.arms().get(3).stage().about().needs())
                .containsExactly(plan.arms().get(0).stage().about().key());
        assertThatThrownBy(() -> plan(WORLD.replace("grpo: {", "grpo: {model: dr, ")))
                .hasMessageContaining("declare dr before what begins with it");
    }

    @Test
    void plan_nothingToDo_isRefused() {
        assertThatThrownBy(() -> plan("title: A\nseeds: 3\narms: {}\n"))
                .hasMessageContaining("the experiment does nothing");
    }

    @Test
    void plan_unknownArm_isToldOfClaimsAndOfQuick() {
        assertThatThrownBy(() -> plan(WORLD + "quick: {arms: [grp]}\nclaims:\n"
                        + "  - {says: It is., quantity: reward@last, subject: grpo, than: drr, expect: more}\n"))
                .hasMessageContaining("quick.arms: tables or passes name the arm grpo, so it must be one of them")
                .hasMessageContaining("quick.arms: there is no arm grp; it must be one of grpo, dr; did you mean grpo?")
                .hasMessageContaining("drr");
    }

    private String key(String yaml) {
        return plan(yaml).arms().getFirst().stage().about().key();
    }

    private Plan plan(String yaml) {
        Experiment experiment = parse(yaml);
        return Plan.of(experiment, experiment.chosen(0, false), folder);
    }

    private static Experiment parse(String yaml) {
        return Experiments.parse("a", "a.yaml", yaml);
    }
}
