package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.recipe.Published;
import zero4j.recipe.Recipes;
import zero4j.template.Templates;

/** The plan of what needs GPUs says the same as the recipes, and what the paper's tables say. */
class RealScaleTest {
    private static final RealScale PLAN = RealScale.read();

    private static Published recipe(RealScale.Model model) {
        return Recipes.train(Path.of("recipes", model.recipe() + ".yaml"), List.of())
                .published();
    }

    @Test
    void models_ofEach_haveARecipeThatKnowsItsScores() {
        assertThat(PLAN.models())
                .extracting(RealScale.Model::name)
                .containsExactly("Oat-Zero-1.5B", "Oat-Zero-3B", "Oat-Zero-7B");
        for (RealScale.Model model : PLAN.models()) {
            Published published = recipe(model);
            assertThat(published.scores()).hasSize(6);
            published
                    .scores()
                    .keySet()
                    .forEach(name ->
                            assertThat(published.interval(name, 1)).as(name).isPresent());
            assertThat(published.questions()).isEqualTo(PLAN.questions());
            assertThat(Templates.REGISTRY.find(model.template())).isPresent();
        }
    }

    @Test
    void trained_inTables_areAsInTheRecipes() {
        for (RealScale.Model model : PLAN.models()) {
            List<List<String>> rows = PLAN.tables().stream()
                    .flatMap(table -> table.rows().stream())
                    .filter(row -> row.name().contains(model.name()))
                    .map(RealScale.Row::scores)
                    .toList();
            assertThat(rows).allMatch(recipe(model).after()::equals);
            assertThat(rows).hasSize(model.name().equals("Oat-Zero-1.5B") ? 0 : 1);
        }
    }

    @Test
    void rows_ofAllTables_haveTheMeanOfTheirScores() {
        for (RealScale.ScoreTable table : PLAN.tables()) {
            for (RealScale.Row row : table.rows()) {
                List<Double> scores = PLAN.published(row).scores().values().stream()
                        .map(of -> Double.valueOf(of.getLast()))
                        .toList();
                assertThat(scores.getLast())
                        .as(row.name())
                        .isCloseTo(
                                scores.subList(0, scores.size() - 1).stream()
                                        .mapToDouble(score -> score)
                                        .average()
                                        .orElseThrow(),
                                within(0.1));
            }
        }
    }

    @Test
    void interval_ofAShareThatNoWholeNumberMakes_isNotTold() {
        RealScale.Row row = new RealScale.Row("a", List.of("AIME24 20.0", "AMC 20.0", "mean 20.0"));
        Published published = PLAN.published(row);

        assertThat(published.right("AIME24", 1)).contains(6L);
        assertThat(published.right("AMC", 1)).isEmpty(); // 16.6 of 83
        assertThat(published.interval("mean", 1)).isEmpty();
        assertThat(published.interval("AIME24", 0)).isEmpty();
    }
}
