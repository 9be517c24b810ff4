package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import zero4j.AtomicFile;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.Rewards;
import zero4j.rollout.Engines;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;
import zero4j.template.Templates;

/**
 * Where a model comes from: the run that trained it, if one did, and the settings it was trained and evaluated with. Without these
 * the same model is asked in another way, and seems to be another one.
 *
 * @param folder of the model: a Hugging Face folder
 * @param run that has the model as a checkpoint
 * @param step steps trained before that checkpoint
 * @param recipe of the run, or what an exported model kept of it
 * @param server a name for the server that serves the model, if one does
 */
public record ModelOrigin(
        Path folder, Optional<Path> run, OptionalLong step, Optional<TrainRecipe> recipe, Optional<String> server) {
    /** What an exported model keeps of its run's recipe. */
    private static final String KEPT = "zero4j-recipe.yaml";

    /** Sections and settings that say how the model is asked, and how its answers are marked. */
    private static final List<String> ASKING = List.of("template", "reward", "seed", "dtype", "eval.", "verifier.");

    /** Not those that name files of the machine that trained. */
    private static final List<String> ELSEWHERE = List.of("eval.suite", "eval.questions", "eval.every");

    /**
     * Looks where a model comes from.
     *
     * @param model {@code nano}, a Hugging Face folder, the folder of a run, which stands for its latest checkpoint, a checkpoint, or the
     *     address of a server
     * @throws UserError if there is no model, or its run's recipe cannot be read
     */
    public static ModelOrigin of(String model) {
        if (ServedArgument.is(model)) { // which step it serves is the server's to say
            ServedArgument served = ServedArgument.of(model);
            return new ModelOrigin(
                    served.folder(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    at(served.folder()).recipe(),
                    Optional.of(served.name()));
        }
        return at(ModelArgument.folder(model));
    }

    private static ModelOrigin at(Path folder) {
        Optional<RunFolder> run = runOf(folder);
        if (run.isPresent()) {
            OptionalLong step = OptionalLong.of(RunFolder.stepOf(folder).orElseThrow());
            return new ModelOrigin(
                    folder, run.map(RunFolder::path), step, run.map(found -> recipe(found, folder)), Optional.empty());
        }
        Optional<Path> kept = Optional.of(folder.resolve(KEPT)).filter(Files::isRegularFile);
        return new ModelOrigin(
                folder,
                Optional.empty(),
                OptionalLong.empty(),
                kept.map(file -> recipe(file, folder)),
                Optional.empty());
    }

    private static Optional<RunFolder> runOf(Path folder) {
        Path checkpoints = folder.toAbsolutePath().normalize().getParent();
        Path run = checkpoints == null ? null : checkpoints.getParent();
        if (run == null || RunFolder.stepOf(folder).isEmpty()) {
            return Optional.empty();
        }
        // As the user called it.
        Path named = folder.isAbsolute() ? run : Path.of("").toAbsolutePath().relativize(run);
        return Optional.of(new RunFolder(named))
                .filter(found -> RunOrigin.isThere(found) || Files.isRegularFile(found.provenance()))
                .filter(_ -> run.resolve("checkpoints").equals(checkpoints));
    }

    /** That of a run, which must say of the model what it said when the run began: else the model would be asked in another way. */
    private static TrainRecipe recipe(RunFolder run, Path folder) {
        TrainRecipe recipe = recipe(run.recipe(), folder);
        Map<String, String> then = Files.isRegularFile(run.provenance())
                ? Objects.requireNonNullElse(Provenance.read(run.provenance()).settings(), Map.of())
                : Map.of();
        List<String> changes = new ArrayList<>();
        RunOrigin.differences(RunOrigin.pinned(then), RunOrigin.settings(recipe))
                .forEach((key, change) -> {
                    if (isAsking(key)) {
                        changes.add(change);
                    }
                });
        if (!changes.isEmpty()) {
            throw new UserError(run.recipe() + " is not what the run was begun with: " + String.join(", ", changes)
                    + ". Put that back, or use the model without the run's settings: copy " + folder
                    + " out of the run");
        }
        return recipe;
    }

    private static boolean isAsking(String key) {
        return ASKING.stream().anyMatch(key::startsWith) && !ELSEWHERE.contains(key);
    }

    private static TrainRecipe recipe(Path file, Path folder) {
        try {
            return Recipes.train(file, List.of());
        } catch (UserError e) {
            throw new UserError(
                    "the settings that " + folder + " was trained with cannot be read: " + e.getMessage()
                            + "\nName the jar of a part of your own in ZERO4J_CLASSPATH, or use the model without them:"
                            + " copy its folder out of the run",
                    e);
        }
    }

    /** How the model is computed with: as in its run, if there is one. */
    public Compute compute() {
        return recipe.filter(_ -> server.isEmpty())
                .map(from -> new Compute(
                        SettingChecks.word(from.device().device()),
                        SettingChecks.word(from.device().dtype()),
                        Compute.DEFAULT.threads(),
                        Engines.onServers(from.rollout().backend())
                                ? Engines.AUTO
                                : from.rollout().backend(),
                        Compute.DEFAULT.slots()))
                .orElse(Compute.DEFAULT);
    }

    /** The name of the reward that the run was trained by, if it is none of the recipe's: a program gave it. */
    Optional<String> trainedByAnotherReward() {
        Optional<String> recipes = recipesReward();
        return run.map(path -> new RunFolder(path).provenance())
                .filter(Files::isRegularFile)
                .map(file -> Provenance.read(file).reward())
                .filter(name -> recipes.isPresent() && !name.equals(recipes.get()));
    }

    /** The name of the reward that the recipe says; empty where there is none, or it is that of a template that is not there. */
    Optional<String> recipesReward() {
        try {
            return recipe.map(from -> from.reward().equals(Rewards.AUTO)
                    ? Rewards.nameOf(Rewards.AUTO, Templates.byName(from.template()))
                    : from.reward());
        } catch (UserError gone) {
            return Optional.empty();
        }
    }

    /** The words behind a setting that was not given. */
    public String inWords() {
        return run.isPresent() ? " (from the run)" : " (from the model's run)";
    }

    /** A name for what is made of the model. */
    String name() {
        if (server.isPresent()) {
            return server.get();
        }
        String own = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        return run.map(path -> path.toAbsolutePath().normalize().getFileName() + "-" + own)
                .orElse(own);
    }

    /** Writes into a copy of the model what it needs to be asked as its run asked it. */
    void keep(Path copy) {
        recipe.ifPresent(from -> AtomicFile.write(
                copy.resolve(KEPT),
                "# How the run that trained this model asked it, and marked its answers.\n"
                        + Recipes.render(from, ModelOrigin::isAsking)));
    }
}
