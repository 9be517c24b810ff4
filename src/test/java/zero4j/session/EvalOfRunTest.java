package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.cli.TinyNanoModel;
import zero4j.recipe.Recipes;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.verify.Form;
import zero4j.verify.Grade;
import zero4j.verify.VerifierSettings;

/** The model of a run is asked as the run asked it, and its answers are marked as the run marked them. */
class EvalOfRunTest {
    @TempDir
    private static Path shared = Path.of("");

    private static RunFolder run = new RunFolder(Path.of(""));

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        TinyNanoModel.make(shared.resolve("model"));
        Files.writeString(
                shared.resolve("sums.jsonl"),
                "{\"question\": \"What is 3*2 mod 10?\", \"answer\": \"6\"}\n{\"question\": \"What is 2+2?\", \"answer\":"
                        + " \"4\"}\n{\"question\": \"What is 1?\", \"answer\": \"1\"}\n");
        run = train("run");
    }

    private static RunFolder train(String name, String... further) {
        List<String> settings = new ArrayList<>(List.of(
                "model=" + shared.resolve("model"),
                "template=r1",
                "seed=5",
                "rollout={prompts: 2, group_size: 4, max_new_tokens: 6}",
                "train={steps: 2, learning_rate: 0.01, checkpoint_every: 1}",
                "verifier={grade: fast, decimals: 3}",
                "eval={suite: [" + shared.resolve("sums.jsonl")
                        + "], every: 1, questions: 2, max_new_tokens: 9, samples: 3, temperature: 1.3}",
                "threads=1"));
        settings.addAll(List.of(further));
        RunFolder made = new RunFolder(shared.resolve(name));
        TrainSession.of(Recipes.train(null, settings)).in(made.path()).run();
        return made;
    }

    @Test
    void of_recipeOfTheRunEditedOrGone_isRefused() throws IOException {
        String recipe = Files.readString(run.recipe());
        String model = run.path().toString();
        try {
            for (String edited : List.of(recipe.replace("template: r1", "template: none"), "")) {
                Files.writeString(run.recipe(), edited);
                assertThatExceptionOfType(UserError.class)
                        .isThrownBy(() -> ModelOrigin.of(model))
                        .withMessageContaining(run.recipe() + " is not what the run was begun with")
                        .withMessageContaining("template was r1 and is none");
            }
            Files.writeString(
                    run.recipe(), recipe.replace("every: 1", "every: 0").replace("steps: 2", "steps: 3"));
            assertThat(ModelOrigin.of(model).recipe()).isPresent();
            Files.delete(run.recipe());
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> ModelOrigin.of(model))
                    .withMessageContaining(run.recipe().toString());
        } finally {
            Files.writeString(run.recipe(), recipe);
        }
    }

    private EvalSession evaluation(Path model) {
        return EvalSession.of(model.toString()).output(folder.resolve("eval"));
    }

    private static void assertSame(EvalResult result, RunFolder of, long step) {
        try (RunReader reader = RunReader.open(of.database())) {
            List<EvalRecord> own = reader.evaluations(step);
            assertThat(own).hasSize(1);
            assertThat(result.evaluation().scores(step)).isEqualTo(own);
            assertThat(completions(result.output()))
                    .isEqualTo(reader.completions("sums", step).stream()
                            .map(CompletionRecord::text)
                            .toList());
        }
    }

    private static List<String> completions(Path folder) {
        JsonMapper mapper = JsonMapper.shared();
        try {
            return Files.readAllLines(folder.resolve("completions.jsonl")).stream()
                    .map(line -> mapper.readTree(line).required("text").stringValue())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void evaluate_finishedRun_isItsOwnEvaluationToTheDigit() throws IOException {
        EvalResult result = evaluation(run.path()).run();

        assertSame(result, run, 2);
        assertThat(Files.readString(result.output().resolve("evaluation.json")))
                .contains("\"run\" : \"" + run.path() + "\"", "\"step\" : 2", "\"template\" : \"r1\"", "max_new_tokens")
                .contains("vector");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora.rank=2", "dtype=bfloat16", "rollout.backend=torch"})
    void evaluate_otherRuns_areTheirOwnEvaluationsToTheDigit(String setting) {
        RunFolder other = train(setting.replace('=', '-'), setting);

        assertSame(evaluation(other.path()).run(), other, 2);
    }

    @Test
    void evaluate_checkpointOfARun_isTheEvaluationAfterItsStep() {
        assertSame(evaluation(run.checkpoint(1)).run(), run, 1);
    }

    @Test
    void evaluate_optionsThatAreGiven_comeBeforeTheRuns() {
        try (EvalSetup setup = evaluation(run.path())
                .template("none")
                .verifier(VerifierSettings.DEFAULT)
                .samples(1)
                .seed(9)
                .prepare()) {
            assertThat(setup.prompting().template().name()).isEqualTo("none");
            assertThat(setup.reward().name()).isEqualTo("boxed");
            assertThat(setup.verifier()).isEqualTo(VerifierSettings.DEFAULT);
            assertThat(setup.settings().samples()).isEqualTo(1);
            assertThat(setup.settings().maxNewTokens()).isEqualTo(9);
            assertThat(setup.seed()).isEqualTo(9);
            assertThat(setup.fromRun())
                    .contains("suite", "columns", "questions", "max_new_tokens", "temperature")
                    .doesNotContain("reward");
        }
        try (EvalSetup setup = evaluation(run.path()).template("r1").prepare()) {
            assertThat(setup.fromRun()).contains("reward").doesNotContain("template");
        }
    }

    @Test
    void evaluate_runByAutoInAnotherTemplate_saysWhichRewardsBelongToThem() {
        assertThat(warnings("none"))
                .singleElement()
                .asString()
                .contains("in the template none answers are marked by 'boxed'", "the run was rewarded by 'tag'")
                .doesNotContain("program");
        assertThat(warnings("r1")).isEmpty();
    }

    private List<String> warnings(String template) {
        List<String> warnings = new ArrayList<>();
        EvalListener heard = new EvalListener() {
            @Override
            public void warning(String text) {
                warnings.add(text);
            }
        };
        try (EvalSetup setup =
                evaluation(run.path()).template(template).listener(heard).prepare()) {
            assertThat(setup.prompting().template().name()).isEqualTo(template);
        }
        return warnings;
    }

    @Test
    void evaluate_exportedModelOfARun_isAskedAsTheRunAskedIt() {
        Path exported = folder.resolve("exported");
        Export.model(run.path().toString(), exported);

        try (EvalSetup setup = evaluation(exported).prepare()) {
            assertThat(setup.prompting().template().name()).isEqualTo("r1");
            assertThat(setup.verifier()).isEqualTo(new VerifierSettings(Grade.FAST, 3, Form.REQUIRED));
            assertThat(setup.settings().maxNewTokens()).isEqualTo(9);
            assertThat(setup.settings().suite()).containsExactly("nano");
        }
    }

    @Test
    void evaluate_anotherModel_isAskedAsAlways() {
        try (EvalSetup setup = evaluation(shared.resolve("model")).prepare()) {
            assertThat(setup.prompting().template().name()).isEqualTo("none");
            assertThat(setup.fromRun()).isEmpty();
        }
    }

    @Test
    void evaluate_runWhoseRecipeCannotBeRead_isRefusedWithAWayOut() throws IOException {
        RunFolder broken = train("broken");
        Files.writeString(broken.recipe(), "no_such_setting: 1\n");

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> evaluation(broken.path()).prepare())
                .withMessageContaining("no_such_setting")
                .withMessageContaining("copy its folder out of the run");
    }

    @Test
    void evaluate_folderOfAFinishedEvaluation_isRefusedUnlessItMayBeReplaced() {
        evaluation(shared.resolve("model")).questions(1).maxNewTokens(2).run();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> evaluation(shared.resolve("model")).prepare())
                .withMessageContaining(folder.resolve("eval") + " holds a finished evaluation");
        assertThat(evaluation(shared.resolve("model"))
                        .questions(1)
                        .maxNewTokens(3)
                        .replace()
                        .run()
                        .finished())
                .isTrue();
    }
}
