package zero4j.session;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.cli.TrainCommand;
import zero4j.cli.console.Header;
import zero4j.cli.console.SparseConsole;
import zero4j.cli.console.TrainHeader;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.report.CompareRow;
import zero4j.run.RunFolder;

/** Trains one recipe by one algorithm after the other, each in a folder of its own that bears its name. */
public final class Comparison {
    private final @Nullable Path recipeFile;
    private final List<String> settings;
    private final Path folder;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * @param recipeFile the recipe, or null for the nano run
     * @param settings overrides for all algorithms
     * @param folder of the runs
     */
    public Comparison(@Nullable Path recipeFile, List<String> settings, Path folder, PrintWriter out, PrintWriter err) {
        this.recipeFile = recipeFile;
        this.settings = List.copyOf(settings);
        this.folder = folder;
        this.out = out;
        this.err = err;
    }

    /**
     * What an algorithm will be trained by.
     *
     * @throws UserError if the settings are wrong, or not those that the folder's run was begun with
     */
    public TrainRecipe recipe(String algorithm) {
        List<String> all = new ArrayList<>(settings);
        all.add("algorithm=" + algorithm);
        TrainRecipe recipe = Recipes.train(recipeFile, all);
        requireTheSame(recipe, folder(recipe));
        return recipe;
    }

    private RunFolder folder(TrainRecipe recipe) {
        return new RunFolder(folder.resolve(recipe.algorithm().preset()));
    }

    /**
     * Trains, or goes on, or finds it done. A training that fails is told and recorded, so that the others can still be
     * trained.
     */
    public CompareRow train(TrainRecipe recipe, BooleanSupplier stop) {
        RunFolder run = folder(recipe);
        if (finished(recipe, run)) {
            TrainSession.settle(run, recipe);
            out.println("finished before: " + run.path());
        } else {
            train(recipe, run, stop);
        }
        return row(recipe.algorithm().preset(), run, finished(recipe, run));
    }

    private void train(TrainRecipe recipe, RunFolder run, BooleanSupplier stop) {
        run.requireFree();
        try (TrainSetup setup = TrainSetup.of(recipe, err)) {
            if (!Files.isRegularFile(run.recipe())) {
                createFolders(run);
                TrainCommand.describe(setup, run);
            } else {
                Continuation.check(run, setup);
            }
            DiskRoom.check(setup, run, err);
            TrainHeader.line(out, "objective", Header.objective(setup.algorithm()));
            TrainHeader.line(out, "run", run.path().toString());
            out.flush();
            run(setup, run, stop);
        }
    }

    private void run(TrainSetup setup, RunFolder run, BooleanSupplier stop) {
        try {
            new TrainSession(setup, run)
                    .run(new SparseConsole(out, setup.recipe().train().steps()), stop);
        } catch (UserError e) {
            tell(run, e);
        }
    }

    private CompareRow row(String algorithm, RunFolder run, boolean finished) {
        try {
            return CompareRow.of(algorithm, run, finished);
        } catch (UserError e) {
            tell(run, e);
            return new CompareRow(algorithm, false, List.of(), List.of(), List.of());
        }
    }

    private void tell(RunFolder run, UserError failure) {
        err.println("error: " + run.name() + ": " + failure.getMessage());
        err.flush();
    }

    private static boolean finished(TrainRecipe recipe, RunFolder run) {
        return run.checkpointSteps().contains((long) recipe.train().steps());
    }

    private static void requireTheSame(TrainRecipe recipe, RunFolder run) {
        if (Files.isRegularFile(run.recipe())
                && !Recipes.train(run.recipe(), List.of()).equals(recipe)) {
            throw new UserError(run.path() + " was begun with other settings (" + run.recipe()
                    + "); give the same ones, or another folder with --to");
        }
    }

    private static void createFolders(RunFolder run) {
        try {
            Files.createDirectories(run.checkpoints());
        } catch (IOException e) {
            throw AtomicFile.failure(run.path(), e);
        }
    }
}
