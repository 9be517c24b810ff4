package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.AtomicFile;
import zero4j.cli.console.DryRun;
import zero4j.cli.console.TrainHeader;
import zero4j.cli.console.TrainReport;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;
import zero4j.session.DiskRoom;
import zero4j.session.ModelHash;
import zero4j.session.TrainSetup;
import zero4j.torch.LibTorch;

/** {@code zero4j train}: reinforcement learning on questions with checkable answers. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train a model on questions with checkable answers. Without a recipe: the bundled nano model.")
public final class TrainCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "YAML file of settings (default: the nano run).")
    private @Nullable Path recipeFile;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a setting, for example train.steps=50; may be repeated.")
    private List<String> overrides = List.of();

    @Option(
            names = "--dry-run",
            description = "Check everything, show settings, objective, memory, prompts and graded answers, and stop.")
    private boolean dryRun;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        TrainRecipe recipe = Recipes.train(recipeFile, overrides);
        try (TrainSetup setup = TrainSetup.of(recipe, err)) {
            TrainHeader.print(out, setup);
            if (dryRun) {
                DryRun.print(out, setup);
                return;
            }
            DiskRoom.check(setup, Path.of(recipe.runs()), err);
            RunFolder folder =
                    RunFolder.create(Path.of(recipe.runs()), recipe.name(), LocalDateTime.now(ZoneId.systemDefault()));
            describe(setup, folder);
            TrainHeader.line(out, "run", folder.path().toString());
            TrainReport.train(out, err, setup, folder);
        }
    }

    /** Writes down what a run is made with. The recipe is last: from then on there is a run to resume. */
    public static void describe(TrainSetup setup, RunFolder folder) {
        provenance(setup).write(folder.provenance());
        AtomicFile.write(folder.recipe(), Recipes.render(setup.recipe()));
    }

    private static Provenance provenance(TrainSetup setup) {
        return Provenance.here(
                Version.current(),
                LibTorch.load().version(),
                setup.placement().toString(),
                setup.recipe().seed(),
                ModelHash.of(setup.base()),
                setup.fingerprints());
    }
}
