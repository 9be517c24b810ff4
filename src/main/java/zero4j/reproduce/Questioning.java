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
    /** Settings of a training recipe that say how models are asked for a pass, whose temperatures are its own. */
    private static final List<String> OF_PASSES = List.of(
            "eval.questions", "eval.max_new_tokens", "verifier.grade", "verifier.decimals", "verifier.form", "seed");

    /** The same for a table. */
    private static final List<String> OF_TABLES = Stream.concat(
                    OF_PASSES.stream(), Stream.of("eval.temperature", "reward"))
            .toList();

    /** Of these what the trainings have is for them alone. */
    private static final List<String> OWN = List.of("reward", "seed");

    /** The stage of a table. */
    static Stage.Scoring scoring(
            Experiment.Scores declared, Experiment experiment, DeclaredNames names, StageFolder folder) {
        Questioning asking = Questioning.of(experiment, declared.suite(), declared.settings(), OF_TABLES, names);
        List<Meaning> models = declared.models().stream().map(names::model).toList();
        List<Meaning> templates =
                declared.templates().stream().map(names::template).toList();
        List<Meaning> scripts = DeclaredNames.scripts(asking.asking().reward());
        Map<String, String> decides = asking.decides(models, templates);
        decides.put("samples", Integer.toString(declared.samples()));
        decides.put("temperature", Double.toString(asking.asking().temperature()));
        decides.put("reward", asking.asking().reward());
        scripts.forEach(script -> decides.put("reward " + script.name(), script.key()));
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
                        asking.and(models, templates, scripts),
                        Expected.asking(completions, asking.asking().maxNewTokens())),
                rows,
                asking.asking(),
                declared.samples());
    }

    /** The stage of a pass. */
    static Stage.Sampling sampling(
            Experiment.Sampled declared, Experiment experiment, DeclaredNames names, StageFolder folder) {
        Questioning asking = Questioning.of(experiment, declared.suite(), declared.settings(), OF_PASSES, names);
        List<Meaning> models = declared.models().stream().map(names::model).toList();
        List<Meaning> templates =
                declared.templates().stream().map(names::template).toList();
        Map<String, String> decides = asking.decides(models, templates);
        decides.put("names", String.join("\n", declared.models())); // a pass has them in its files
        decides.put("names of templates", String.join("\n", declared.templates()));
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

    /**
     * How models are asked.
     *
     * @param given settings
     * @param keys that there are
     * @throws UserError if something is wrong with it
     */
    private static Questioning of(
            Experiment experiment,
            List<String> suite,
            Map<String, String> given,
            List<String> keys,
            DeclaredNames names) {
        Map<String, String> settings = new LinkedHashMap<>();
        experiment.train().forEach((key, value) -> {
            if (keys.contains(key) && !OWN.contains(key)) {
                settings.put(key, value);
            }
        });
        given.forEach((key, value) -> {
            String whole = keys.contains("eval." + key) ? "eval." + key : key;
            if (!keys.contains(whole)) {
                throw new UserError("settings: " + key + " is " + value + "; a key must be " + Words.oneOf(keys, key));
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
    @SafeVarargs
    private List<Meaning> and(List<Meaning>... others) {
        List<Meaning> all = new ArrayList<>(suite);
        for (List<Meaning> other : others) {
            all.addAll(other);
        }
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
                "seed", Long.toString(asking.seed()),
                "verifier", asking.verifier().toString()));
    }

    private static String keys(List<Meaning> meanings) {
        return Stream.of(meanings).flatMap(List::stream).map(Meaning::key).collect(Collectors.joining(","));
    }
}
