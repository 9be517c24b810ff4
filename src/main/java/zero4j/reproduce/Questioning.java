package zero4j.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.UserError;
import zero4j.Words;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;

/**
 * How the models of a table or a pass are asked: as its settings say, and what they do not say as the experiment's trainings
 * evaluate.
 *
 * @param asking with what names stand for
 * @param suite what is asked
 */
record Questioning(Stage.Asking asking, List<Meaning> suite) {
    /** Settings of a training recipe that say how models are asked. */
    private static final List<String> KEYS = List.of(
            "eval.questions",
            "eval.max_new_tokens",
            "eval.temperature",
            "verifier.grade",
            "verifier.decimals",
            "verifier.form",
            "reward",
            "seed");

    /** Of these what the trainings have is for them alone. */
    private static final List<String> OWN = List.of("reward", "seed");

    /** @throws UserError if something is wrong with it */
    static Questioning of(Experiment experiment, List<String> suite, Map<String, String> given, DeclaredNames names) {
        Map<String, String> settings = new LinkedHashMap<>();
        experiment.train().forEach((key, value) -> {
            if (KEYS.contains(key) && !OWN.contains(key)) {
                settings.put(key, value);
            }
        });
        given.forEach((key, value) -> {
            String whole = KEYS.contains("eval." + key) ? "eval." + key : key;
            if (!KEYS.contains(whole)) {
                throw new UserError("settings: " + key + " is " + value + "; a key must be " + Words.oneOf(KEYS, key));
            }
            settings.put(whole, value);
        });
        TrainRecipe recipe = Recipes.train(
                null,
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toList());
        List<Meaning> meant = suite.stream().map(names::questions).toList();
        return new Questioning(
                new Stage.Asking(
                        meant.stream().map(Meaning::value).toList(),
                        recipe.eval().questions(),
                        recipe.eval().maxNewTokens(),
                        recipe.eval().temperature(),
                        recipe.seed(),
                        recipe.reward(),
                        recipe.verifier()),
                meant);
    }

    /** Questions of the suite, about. */
    long questionCount() {
        return Planner.asked(suite, asking.questions());
    }

    /** All that is named, the suite included. */
    List<Meaning> and(List<Meaning> models, List<Meaning> templates) {
        List<Meaning> all = new ArrayList<>(suite);
        all.addAll(models);
        all.addAll(templates);
        return all;
    }

    /** What decides the answers, by names of settings. */
    Map<String, String> decides(List<Meaning> models, List<Meaning> templates) {
        return new TreeMap<>(Map.of(
                "models", keys(models),
                "templates", keys(templates),
                "suite", keys(suite),
                "questions", Integer.toString(asking.questions()),
                "max_new_tokens", Integer.toString(asking.maxNewTokens()),
                "temperature", Double.toString(asking.temperature()),
                "seed", Long.toString(asking.seed()),
                "reward", asking.reward(),
                "verifier", asking.verifier().toString()));
    }

    private static String keys(List<Meaning> meanings) {
        return Stream.of(meanings).flatMap(List::stream).map(Meaning::key).collect(Collectors.joining(","));
    }
}
