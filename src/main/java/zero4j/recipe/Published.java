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
import zero4j.eval.Interval;
import zero4j.weights.ModelConfig;

/**
 * What is known of a recipe's settings from elsewhere: the section {@code published}. It is shown, and changes nothing that is learnt.
 *
 * @param source where the settings are described; empty if nowhere
 * @param hardware what they ran on there, and how long
 * @param model that was trained there, by its name; empty if that is not said
 * @param before scores there of the model as it came, each a name and percent with a blank between them
 * @param after of the trained model
 * @param questions that each of these scores is of, each a name and a number with a blank between them; those that are left out
 *     are not known, or are more than one answer a question
 * @param note what to keep in mind of these scores
 * @param shape of the model, each a key of {@code config.json} and its value with a blank between them
 */
public record Published(
        String source,
        String hardware,
        String model,
        List<String> before,
        List<String> after,
        List<String> questions,
        String note,
        List<String> shape) {
    private static final String MEAN = "mean";
    /** Scores are told to a tenth of a percent. */
    private static final double ROUNDED = 0.06;

    private static final String SCORE = ".*\\S +(\\d{1,2}(\\.\\d+)?|100(\\.0+)?)";

    public Published {
        before = List.copyOf(before);
        after = List.copyOf(after);
        questions = List.copyOf(questions);
        shape = List.copyOf(shape);
        SettingChecks checks = new SettingChecks("published");
        scores(checks, "before", before);
        scores(checks, "after", after);
        for (String entry : questions) {
            checks.that(
                    entry.matches(".*\\S +[1-9]\\d{0,8}"),
                    "questions",
                    entry,
                    "each must be a name and how many questions it has: AIME24 30");
        }
        config(shape, checks);
        checks.that(
                        !source.isBlank()
                                || ((hardware + model + note).isBlank()
                                        && before.isEmpty()
                                        && after.isEmpty()
                                        && questions.isEmpty()),
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

    /**
     * The 95 % interval of a score that is of one answer to each question (Wilson's); of a score named {@code mean}, that of the
     * unweighted mean of the others.
     *
     * @param name of a score
     * @param column 0: of the model as it came; 1: of the trained one
     * @return empty where the score or its number of questions is not known, or no whole number of right answers is that score
     */
    public Optional<Interval> interval(String name, int column) {
        if (!name.equals(MEAN)) {
            return right(name, column)
                    .map(right -> Interval.wilson(right, count(name).orElseThrow()));
        }
        List<Double> shares = new ArrayList<>();
        List<Interval> intervals = new ArrayList<>();
        for (String other : scores().keySet()) {
            if (!other.equals(MEAN)) {
                Optional<Interval> interval = interval(other, column);
                if (interval.isEmpty()) {
                    return Optional.empty();
                }
                shares.add((double) right(other, column).orElseThrow()
                        / count(other).orElseThrow());
                intervals.add(interval.get());
            }
        }
        return shares.isEmpty() ? Optional.empty() : Optional.of(Interval.ofAverage(shares, intervals, 0));
    }

    /** Right answers behind a score of one answer to each question; empty as of {@link #interval}. */
    public Optional<Long> right(String name, int column) {
        String score = scores().getOrDefault(name, List.of("", "")).get(column);
        Optional<Long> all = count(name);
        if (score.isEmpty() || all.isEmpty()) {
            return Optional.empty();
        }
        double percent = Double.parseDouble(score);
        long right = Math.round(percent / 100 * all.get());
        return Math.abs(100.0 * right / all.get() - percent) < ROUNDED ? Optional.of(right) : Optional.empty();
    }

    /** Questions behind a score, if that is known. */
    public Optional<Long> count(String name) {
        return questions.stream()
                .filter(entry ->
                        entry.substring(0, entry.lastIndexOf(' ')).strip().equals(name))
                .map(entry -> Long.valueOf(entry.substring(entry.lastIndexOf(' ') + 1)))
                .findFirst();
    }
}
