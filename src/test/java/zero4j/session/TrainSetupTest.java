package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.cli.TinyNanoModel;
import zero4j.data.Question;
import zero4j.recipe.Recipes;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.rollout.Completion;

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
    void withReward_failing_closesTheRewardBefore() {
        AtomicInteger closed = new AtomicInteger();
        TrainSetup setup = setup().withReward(reward -> new RewardFunction() {
            @Override
            public String name() {
                return reward.name();
            }

            @Override
            public ScoredCompletion score(Question question, Completion completion) {
                return reward.score(question, completion);
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> setup.withReward(_ -> {
                    throw new IllegalStateException("no such file");
                }));

        assertThat(closed).hasValue(1);
    }
}
