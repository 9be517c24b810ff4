package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import zero4j.recipe.Recipes;

class TrainPlanTest {
    @Test
    void learntTokens_unknownQuestions_areNoLongerThanTheContext() {
        TrainPlan plan = TrainPlan.of(Recipes.train(null, List.of("data.max_prompt_tokens=4096")))
                .orElseThrow();

        assertThat(plan.learntTokens(OptionalDouble.of(10)))
                .isEqualTo(plan.completions() * (10.0 + plan.config().longestSequence() - 1));
    }
}
