package zero4j.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import zero4j.UserError;
import zero4j.Words;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;

/** Makes the plan of an experiment, and finds all that is wrong with it before anything is begun. */
final class Planner {
    /** What trainings and pretrainings of experiments have if nothing else is said. */
    private static final Map<String, String> TRAINING = Map.of(
            "report", "false",
            "record.groups", "0",
            "train.checkpoint_every", "20",
            "train.keep_checkpoints", "1");

    private static final Map<String, String> PRETRAINING =
            Map.of("train.checkpoint_every", "100", "train.keep_checkpoints", "1");

    /** Settings of a training that name models, questions and templates. */
    private static final Set<String> NAMING = Set.of("model", "template", "data.train", "eval.suite", "kl.reference");

    private final Experiment declared;
    private final Experiment experiment;
    private final StageFolder folder;
    private final DeclaredNames names;
    private final Map<String, Stage> stages = new LinkedHashMap<>();
    private final Map<String, Optional<Stage>> models = new LinkedHashMap<>();
    private final List<Plan.Arm> arms = new ArrayList<>();
    /** What is wrong, and where. */
    private final Map<String, Set<String>> problems = new LinkedHashMap<>();

    /** @param chosen what is run of what is declared */
    Planner(Experiment declared, Experiment chosen, StageFolder folder) {
        this.declared = declared;
        this.experiment = chosen;
        this.folder = folder;
        this.names = new DeclaredNames(chosen, folder);
    }

    /** @throws UserError with all that is wrong */
    Plan plan() {
        Declared.problems(declared).forEach(problem -> problems.put(problem, Set.of()));
        experiment
                .templates()
                .keySet()
                .forEach(template -> tried("templates." + template, () -> names.template(template)));
        experiment.models().keySet().forEach(model -> pretraining(model, new LinkedHashSet<>()));
        experiment.arms().forEach(this::arm);
        List<Stage.Scoring> tables = new ArrayList<>();
        for (Experiment.Scores table : experiment.tables()) {
            tried(
                            "tables[" + experiment.tables().indexOf(table) + "]",
                            () -> kept(Questioning.scoring(table, experiment, names, folder)))
                    .ifPresent(tables::add);
        }
        List<Stage.Sampling> passes = new ArrayList<>();
        for (Experiment.Sampled pass : experiment.passes()) {
            tried(
                            "passes[" + experiment.passes().indexOf(pass) + "]",
                            () -> kept(Questioning.sampling(pass, experiment, names, folder)))
                    .ifPresent(passes::add);
        }
        if (!problems.isEmpty()) {
            List<String> lines = new ArrayList<>();
            problems.forEach((problem, where) ->
                    lines.add(where.isEmpty() ? problem : String.join(", ", where) + ": " + problem));
            throw new UserError(Words.counted(lines.size(), "problem") + " with the experiment " + experiment.name()
                    + (experiment.file().isEmpty() ? "" : " (" + experiment.file() + ")") + ":\n  "
                    + String.join("\n  ", lines));
        }
        return new Plan(experiment, List.copyOf(stages.values()), arms, tables, passes);
    }

    private void problem(String where, String text) {
        problems.computeIfAbsent(text, _ -> new LinkedHashSet<>()).add(where);
    }

    /** What is made, if nothing is wrong with it. */
    private <T> Optional<T> tried(String where, Supplier<T> made) {
        try {
            return Optional.of(made.get());
        } catch (UserError e) {
            String text = String.valueOf(e.getMessage());
            text.lines()
                    .filter(line -> !line.matches("\\d+ problems? with the settings:"))
                    .forEach(line -> problem(where, line.strip().replaceFirst("^--set .*?: ", "")));
            return Optional.empty();
        }
    }

    /** @param above models that wait for this one */
    private Optional<Stage> pretraining(String model, Set<String> above) {
        if (!above.add(model)) {
            problem(
                    "models." + model + ".init",
                    "models begin from each other in a circle: " + String.join(", ", above));
            names.fails(model);
            return Optional.empty();
        }
        Optional<Stage> known = models.get(model);
        if (known == null) {
            Experiment.Pretrained declares =
                    Objects.requireNonNull(experiment.models().get(model));
            if (experiment.models().containsKey(declares.init())) {
                pretraining(declares.init(), above);
            }
            known = tried("models." + model, () -> pretraining(model, declares));
            models.put(model, known);
            known.ifPresentOrElse(stage -> names.makes(model, stage), () -> names.fails(model));
        }
        above.remove(model);
        return known;
    }

    private Stage pretraining(String model, Experiment.Pretrained declared) {
        Map<String, String> settings = new TreeMap<>(PRETRAINING);
        settings.putAll(declared.settings());
        refuse(settings, "name", "output", "init");
        settings.put("name", "model");
        PretrainRecipe usual = Recipes.pretrain(null, overrides(settings)); // before it names what is not there yet
        Meaning init = declared.init().equals("new") ? Meaning.word("new", 0) : names.model(declared.init());
        settings.put("init", init.value());
        Map<String, String> named = new TreeMap<>(Map.of("init", init.key()));
        if (!declared.text().isEmpty()) {
            refuse(settings, "data");
        }
        Meaning text = declared.text().isEmpty()
                ? names.text(usual.data())
                : names.text(
                        model,
                        declared,
                        Recipes.pretrain(null, overrides(settings)).seed());
        settings.put("data", text.value());
        named.put("data", text.key());
        Meaning tokenizer = names.tokenizer(usual.tokenizer());
        named.put("tokenizer", tokenizer.key());
        PretrainRecipe recipe = Recipes.pretrain(null, overrides(settings));
        String key = StageKey.of("pretraining", Recipes.settings(recipe), named);
        settings.put("output", folder.place("models", model, key).toString());
        PretrainRecipe placed = Recipes.pretrain(null, overrides(settings));
        return kept(new Stage.Pretraining(
                about(
                        model,
                        key,
                        folder.place("models", model, key),
                        List.of(init, text, tokenizer),
                        Expected.pretraining(placed)),
                placed));
    }

    private void arm(String arm, Map<String, String> changes) {
        int seeds = experiment.seeds() > Declared.MOST_SEEDS ? 1 : experiment.seeds(); // too many are told of already
        for (int seed = 1; seed <= seeds; seed++) {
            int one = seed;
            Optional<Stage.Training> trained = tried("arms." + arm, () -> training(arm, changes, one));
            if (trained.isEmpty()) {
                names.fails(arm);
                return;
            }
            arms.add(new Plan.Arm(arm, seed, trained.get()));
            if (seed == 1) {
                names.makes(arm, trained.get());
            }
        }
    }

    private Stage.Training training(String arm, Map<String, String> changes, int seed) {
        Map<String, String> settings = settings(experiment, changes);
        refuse(settings, "name", "runs", "seed");
        settings.put("dashboard", "off"); // there is one for all
        settings.put("seed", Integer.toString(seed));
        Map<String, String> named = new TreeMap<>();
        List<Meaning> meanings = new ArrayList<>();
        TrainRecipe usual = unnamed(settings);
        meant(settings, "model", usual.model(), names::model, named, meanings);
        meant(settings, "template", usual.template(), names::template, named, meanings);
        meant(settings, "data.train", usual.data().train(), names::questions, named, meanings);
        List<Meaning> suite = meant(
                settings, "eval.suite", String.join(",", usual.eval().suite()), names::questions, named, meanings);
        if (!settings.getOrDefault("kl.reference", "").isBlank()) {
            meant(settings, "kl.reference", "", names::model, named, meanings);
        }
        TrainRecipe recipe = Recipes.train(null, overrides(settings));
        for (Meaning script : DeclaredNames.scripts(recipe.reward())) {
            named.put("reward " + script.name(), script.key());
            meanings.add(script);
        }
        String key = StageKey.of("training", Recipes.settings(recipe.pinned()), named);
        return kept(new Stage.Training(
                about(
                        arm + ", seed " + seed,
                        key,
                        folder.place(Reproduction.RUNS, experiment.name() + "-" + arm + "-seed" + seed, key),
                        meanings,
                        Expected.training(recipe, asked(suite, recipe.eval().questions()))),
                recipe));
    }

    /**
     * What an arm is trained with, but for its seed.
     *
     * @param changes of the arm
     */
    static Map<String, String> settings(Experiment experiment, Map<String, String> changes) {
        Map<String, String> settings = new TreeMap<>(TRAINING);
        settings.putAll(experiment.train());
        settings.putAll(changes);
        settings.computeIfPresent("eval.suite", (_, suite) -> suite.isBlank() ? "none" : suite);
        return settings;
    }

    /** Finds what is wrong with the settings that name nothing, before others name what is not there yet; their defaults. */
    static TrainRecipe unnamed(Map<String, String> settings) {
        Map<String, String> plain = new TreeMap<>(settings);
        plain.keySet().removeAll(NAMING);
        return Recipes.train(null, overrides(plain));
    }

    /** Puts what names mean in their place. */
    private static List<Meaning> meant(
            Map<String, String> settings,
            String key,
            String usual,
            Function<String, Meaning> meaning,
            Map<String, String> named,
            List<Meaning> all) {
        List<Meaning> meant = DeclaredNames.each(settings.getOrDefault(key, usual), meaning);
        settings.put(key, meant.stream().map(Meaning::value).collect(Collectors.joining(",")));
        named.put(key, meant.stream().map(Meaning::key).collect(Collectors.joining(",")));
        all.addAll(meant);
        return meant;
    }

    static Stage.About about(String name, String key, Path result, List<Meaning> meanings, double seconds) {
        return new Stage.About(
                name,
                key,
                result,
                meanings.stream()
                        .flatMap(one -> one.needs().stream())
                        .distinct()
                        .toList(),
                meanings.stream()
                        .flatMap(one -> one.inputs().stream())
                        .distinct()
                        .toList(),
                seconds);
    }

    /** Questions that are asked in one evaluation, about. */
    static long asked(List<Meaning> suite, int first) {
        return suite.stream()
                .mapToLong(one -> first == 0 ? one.questions() : Math.min(one.questions(), first))
                .sum();
    }

    /** The stage of this key, whoever asked for it first. */
    @SuppressWarnings("unchecked") // a key is of one kind
    private <S extends Stage> S kept(S stage) {
        return (S) stages.computeIfAbsent(stage.about().key(), _ -> stage);
    }

    private static void refuse(Map<String, String> settings, String... keys) {
        for (String key : keys) {
            if (settings.containsKey(key)) {
                throw new UserError(key + " is " + settings.get(key) + "; leave it out: an experiment sets it itself");
            }
        }
    }

    private static List<String> overrides(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }
}
