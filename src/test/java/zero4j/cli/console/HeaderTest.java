package zero4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.algorithm.Presets;
import zero4j.data.Question;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.Prompt;
import zero4j.template.StopRule;

class HeaderTest {
    @ParameterizedTest
    @CsvSource({"999, 999", "1000, 1.00K", "868352, 868K", "7800000, 7.80M", "1543714304, 1.54B", "999950, 1.00M"})
    void count_number_hasThreeDigits(long number, String expected) {
        assertThat(Header.count(number)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "16, 8, 1, 16 prompts x 8 samples = 128 responses -> 1 update",
        "128, 8, 8, 128 prompts x 8 samples = 1024 responses -> 8 updates"
    })
    void batch_settings_saysWhatABatchIs(int prompts, int samples, int updates, String expected) {
        assertThat(Header.batch(prompts, samples, updates)).isEqualTo(expected);
    }

    @Test
    void objective_smallNumbers_areWrittenInOneWay() {
        TrainRecipe gspo = Recipes.train(null, List.of("algorithm=gspo", "kl.estimator=k2", "kl.coefficient=1e-5"));

        String words =
                Header.objective(Presets.of(gspo.algorithm(), gspo.rollout().maxNewTokens()));

        assertThat(words).contains("clip 3.0e-04/4.0e-04", "(ddof 1, eps 1.0e-08)", "x 1.0e-05");
    }

    @Test
    void batch_ofOnes_takesNoPlural() {
        assertThat(Header.batch(1, 1, 1)).isEqualTo("1 prompt x 1 sample = 1 response -> 1 update");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 steps", "1, 1 step", "2, 2 steps"})
    void steps_number_takesThePluralWhereDue(long number, String expected) {
        assertThat(Header.steps(number)).isEqualTo(expected);
    }

    @Test
    void prompt_longerThanAScreen_showsTheFirstIdsAndCountsTheRest() {
        StringWriter out = new StringWriter();
        Prompt prompt =
                new Prompt(new Question("q", "a\nb", List.of("?"), Map.of()), "a\nb", new int[60], StopRule.NONE);

        TrainHeader.prompt(new Screen(out, 100), 1, prompt);

        assertThat(out.toString())
                .startsWith("prompt 1   \"a\\nb\"" + System.lineSeparator() + "           60 tokens: [0, 0,")
                .contains("and 12 more");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
    }
}
