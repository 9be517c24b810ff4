package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.cli.TinyNanoModel;
import zero4j.recipe.Recipes;
import zero4j.template.Templates;

class TrainSetupTest {
    @TempDir
    private Path folder = Path.of("");

    private Path model = Path.of("");

    @BeforeEach
    void makeModel() {
        model = folder.resolve("model");
        TinyNanoModel.make(model);
    }

    private TrainSetup setup() {
        return TrainSetup.of(Recipes.train(null, List.of("model=" + model, "eval.suite=none")), _ -> {});
    }

    private static void assertClosed(TrainSetup setup) {
        assertThatIllegalStateException().isThrownBy(() -> setup.tokenizer().encode("1"));
    }

    @Test
    void opened_failing_closesTheTokenizer() {
        TrainSetup setup = setup();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainSetup.opened(
                        setup.recipe(),
                        new QuestionSource(_ -> {}),
                        setup.questions(),
                        setup.suite(),
                        Templates.byName("none"),
                        setup.reward(),
                        folder.resolve("gone"),
                        setup.algorithm(),
                        setup.placement(),
                        setup.tokenizer()));

        assertClosed(setup);
    }

    @Test
    void fingerprints_referenceIsACheckpoint_doNotCountWhatTrainingAdded() throws IOException {
        Map<String, String> before = withReference().fingerprints();
        for (String file : List.of("optimizer.safetensors", "trainer.json", "pretrainer.json")) {
            Files.writeString(model.resolve(file), "{}");
        }
        assertThat(withReference().fingerprints()).isEqualTo(before);

        Files.writeString(model.resolve("generation_config.json"), "{}");
        assertThat(withReference().fingerprints()).isNotEqualTo(before);
    }

    private TrainSetup withReference() {
        try (TrainSetup setup = TrainSetup.of(
                Recipes.train("model=" + model, "eval.suite=none", "kl.estimator=k3", "kl.reference=" + model),
                _ -> {})) {
            return setup;
        }
    }

    @Test
    void withReward_failing_closesTheTokenizer() {
        TrainSetup setup = setup();

        assertThatIllegalStateException()
                .isThrownBy(() -> setup.withReward(_ -> {
                    throw new IllegalStateException("no such file");
                }));

        assertClosed(setup);
    }
}
