package zero4j.reproduce;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import zero4j.recipe.Published;

/**
 * What the paper did with real models, which needs GPUs and days: the recipes, commands and published scores. It is told, and never
 * run; nothing in it was measured by this program.
 *
 * @param title in a few words
 * @param paper what the paper shows, and where
 * @param mind what to keep in mind of the scores
 * @param questions of each benchmark, as {@link Published#questions()}
 * @param first commands that all models need, once; {@code zero4j} stands for this program
 * @param models that the paper trained
 * @param tables of scores, with what makes them again
 */
public record RealScale(
        String title,
        String paper,
        String mind,
        List<String> questions,
        List<String> first,
        List<Model> models,
        List<ScoreTable> tables) {
    /** By what name an experiment is asked for. */
    public static final String NAME = "fig2";

    /**
     * A model that the paper trained.
     *
     * @param recipe of {@code recipes/}, without ending, which has what is published of it
     * @param pretraining recipes before that one; empty if the training begins with what is downloaded
     * @param set settings of the recipe, by their keys: where the commands put model and questions
     * @param base what is downloaded, and trained
     * @param released what the authors made of it
     * @param template of both
     * @param smaller how it needs less memory, if that is worth a word
     */
    public record Model(
            String name,
            String recipe,
            List<String> pretraining,
            Map<String, String> set,
            String base,
            String released,
            String template,
            Optional<Smaller> smaller) {}

    /**
     * Settings with which a training needs less memory.
     *
     * @param says what else they change
     */
    public record Smaller(Map<String, String> set, String says) {}

    /**
     * Published scores.
     *
     * @param commands that measure the same
     * @param note what to keep in mind of them; may be empty
     */
    public record ScoreTable(String title, List<String> commands, String note, List<Row> rows) {}

    /**
     * The scores of a model.
     *
     * @param scores as {@link Published#after()}
     */
    public record Row(String name, List<String> scores) {}

    /** The models of the paper. */
    public static RealScale read() {
        return Experiments.realScale();
    }

    /** The scores of a row, with the intervals that so many questions leave. */
    public Published published(Row row) {
        return new Published("arXiv 2503.20783", "", row.name(), List.of(), row.scores(), questions, "", List.of());
    }
}
