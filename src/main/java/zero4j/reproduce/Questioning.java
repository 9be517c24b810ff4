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

    /** The stage of a table. */
    static Stage.Scoring scoring(
            Experiment.Scores declared, Experiment experiment, DeclaredNames names, StageFolder folder) {
        Questioning asking = Questioning.of(experiment, declared.suite(), declared.settings(), names);
        List<Meaning> models = declared.models().stream().map(names::model).toList();
        List<Meaning> templates =
                declared.templates().stream().map(names::template).toList();
        Map<String, String> decides = asking.decides(models, templates);
        decides.put("samples", Integer.toString(declared.samples()));
        String key = StageKey.of("evaluation", decides, Map.of());
        List<Stage.Row> rows = models.stream()
                .flatMap(model -> templates.stream().map(template -> new Stage.Row(model.named(), template.named())))
                .toList();
        long completions = rows.size() * asking.questionCount() * (1 + declared.samples());
        return new Stage.Scoring(
                Planner.about(
                        label(declared.models(), declared.templates()),
                        key,
                        folder.place("evals", experiment.name(), key),
                        asking.and(models, templates),
                        Expected.asking(completions, asking.asking().maxNewTokens())),
                rows,
                asking.asking(),
                declared.samples());
    }

    /** The stage of a pass. */
    static Stage.Sampling sampling(
            Experiment.Sampled declared, Experiment experiment, DeclaredNames names, StageFolder folder) {
        Questioning asking = Questioning.of(experiment, declared.suite(), declared.settings(), names);
        List<Meaning> models = declared.models().stream().map(names::model).toList();
        List<Meaning> templates =
                declared.templates().stream().map(names::template).toList();
        Map<String, String> decides = asking.decides(models, templates);
        decides.put("names", String.join("\n", declared.models())); // a pass has them in its files
        decides.put("samples", Integer.toString(declared.samples()));
        decides.put("temperatures", declared.temperatures().toString());
        String key = StageKey.of("sampling", decides, Map.of());
        long completions = (long) models.size()
                * templates.size()
                * asking.questionCount()
                * (1 + (long) declared.temperatures().size() * declared.samples());
        return new Stage.Sampling(
                Planner.about(
                        label(declared.models(), declared.templates()),
                        key,
                        folder.place("passes", experiment.name(), key),
                        asking.and(models, templates),
                        Expected.asking(completions, asking.asking().maxNewTokens())),
                models.stream().map(Meaning::named).toList(),
                templates.stream().map(Meaning::named).toList(),
                asking.asking(),
                declared.temperatures(),
                declared.samples());
    }

    private static String label(List<String> models, List<String> templates) {
        return String.join(", ", models) + " in " + String.join(", ", templates);
    }

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
