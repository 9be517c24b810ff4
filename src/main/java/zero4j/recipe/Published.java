package zero4j.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.weights.ModelConfig;

/**
 * What is known of a recipe's settings from elsewhere: the section {@code published}. It is shown, and changes nothing that is learnt.
 *
 * @param source where the settings are described; empty if nowhere
 * @param hardware what they ran on there, and how long
 * @param model that was trained there, by its name; empty if that is not said
 * @param before scores there of the model as it came, each a name and percent with a blank between them
 * @param after of the trained model
 * @param note what to keep in mind of these scores
 * @param shape of the model, each a key of {@code config.json} and its value with a blank between them
 */
public record Published(
        String source,
        String hardware,
        String model,
        List<String> before,
        List<String> after,
        String note,
        List<String> shape) {
    private static final String SCORE = ".*\\S +(\\d{1,2}(\\.\\d+)?|100(\\.0+)?)";

    public Published {
        before = List.copyOf(before);
        after = List.copyOf(after);
        shape = List.copyOf(shape);
        SettingChecks checks = new SettingChecks("published");
        scores(checks, "before", before);
        scores(checks, "after", after);
        config(shape, checks);
        checks.that(
                        !source.isBlank()
                                || ((hardware + model + note).isBlank() && before.isEmpty() && after.isEmpty()),
                        "source",
                        "empty",
                        "it must say where the other lines of published are from")
                .done();
    }

    private static void scores(SettingChecks checks, String key, List<String> scores) {
        for (String score : scores) {
            checks.that(score.matches(SCORE), key, score, "each must be a name and a score in percent: AIME24 43.3");
        }
    }

    private static Optional<ModelConfig> config(List<String> shape, SettingChecks checks) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        for (String entry : shape) {
            int blank = entry.indexOf(' ');
            checks.that(blank > 0, "shape", entry, "each must be a key of config.json and its value: hidden_size 1536");
            String value = entry.substring(blank + 1).strip();
            try {
                json.set(
                        entry.substring(0, Math.max(0, blank)),
                        JsonMapper.shared().readTree(value));
            } catch (RuntimeException e) { // a word
                json.put(entry.substring(0, Math.max(0, blank)), value);
            }
        }
        try {
            return shape.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ModelConfig.parse(json.toString(), "published.shape"));
        } catch (UserError e) {
            checks.that(false, "shape", shape, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Whether anything is known. */
    public boolean known() {
        return !source.isBlank();
    }

    /** The model by its shape, if that is known. */
    public Optional<ModelConfig> config() {
        return config(shape, new SettingChecks("published"));
    }

    /** Scores of the model as it came and of the trained one by their names, in the order in which they are said. */
    public Map<String, List<String>> scores() {
        Map<String, List<String>> scores = new LinkedHashMap<>();
        for (int column = 0; column < 2; column++) {
            for (String said : column == 0 ? before : after) {
                int blank = said.lastIndexOf(' ');
                List<String> of =
                        scores.computeIfAbsent(said.substring(0, blank).strip(), _ -> new ArrayList<>(List.of("", "")));
                of.set(column, said.substring(blank + 1));
            }
        }
        return scores;
    }
}
