package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.recipe.Recipes;

/** What is told of the time that is left. */
class PaceTest {
    private final Pace pace = new Pace();

    @Test
    void expected_nothingWasDone_isWhatWasMeasuredElsewhere() {
        assertThat(pace.expected(training(10))).isEqualTo(10);
    }

    @Test
    void expected_somethingWasDone_isScaledByIt() {
        pace.took("pretraining", 10, 40);

        assertThat(pace.expected(training(10))).isEqualTo(40);
    }

    @Test
    void expected_sameKindWasDone_isScaledByThatAlone() {
        pace.took("pretraining", 10, 40);
        pace.took("training", 10, 30);
        pace.took("training", 30, 50);

        assertThat(pace.expected(List.of(training(10), training(20)))).isEqualTo(60);
    }

    @Test
    void seconds_ofATraining_growWithItsSteps() {
        double few = Expected.training(Recipes.train("train.steps=10"), 100);
        double many = Expected.training(Recipes.train("train.steps=100"), 100);
        double evaluated = Expected.training(Recipes.train("train.steps=100", "eval.every=10"), 100);

        assertThat(many).isGreaterThan(3 * few);
        assertThat(evaluated).isGreaterThan(many);
        assertThat(Expected.pretraining(Recipes.pretrain("train.tokens=2000000")))
                .isGreaterThan(Expected.pretraining(Recipes.pretrain("train.tokens=2000000", "architecture.layers=2")));
    }

    private static Stage training(double seconds) {
        return new Stage.Training(
                new Stage.About("a", "k", Path.of("a"), List.of(), List.of(), seconds), Recipes.train());
    }
}
