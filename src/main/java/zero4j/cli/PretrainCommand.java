package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.cli.console.Launcher;
import zero4j.cli.console.PretrainConsole;
import zero4j.cli.console.PretrainHeader;
import zero4j.recipe.Recipes;
import zero4j.session.PretrainResult;
import zero4j.session.PretrainSession;
import zero4j.session.PretrainSetup;

/** {@code zero4j pretrain}: next-token prediction on text, from nothing or from a model. */
@Command(
        name = "pretrain",
        mixinStandardHelpOptions = true,
        description = {
            "Train a model on text: a new one, or an existing one further.",
            "Ctrl-C (or SIGTERM) finishes the step and saves; `resume OUTPUT` goes on exactly as if it had not stopped. Until the"
                    + " model is there, checkpoints are in the folder OUTPUT.pretraining beside it."
        })
final class PretrainCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "YAML file of settings (default: a new nano base model).")
    private @Nullable Path recipeFile;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a setting; may be repeated.")
    private List<String> overrides = List.of();

    @Option(
            names = "--dry-run",
            description = "Check everything, show what will be used, memory, disk, text and settings, and stop.")
    private boolean dryRun;

    @Override
    public void run() {
        train(spec, PretrainSession.of(Recipes.pretrain(recipeFile, overrides)), dryRun);
    }

    /** Trains, or goes on. Ctrl-C finishes the step and saves. */
    static void train(CommandSpec spec, PretrainSession session, boolean dryRun) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        PretrainConsole console = new PretrainConsole(out, err, session, Launcher.command());
        session.listener(console);
        Optional<PretrainResult> before = session.finishedBefore();
        if (before.isPresent()) {
            console.end(before.get());
            return;
        }
        try (PretrainSetup setup = session.prepare()) {
            PretrainHeader.print(out, setup, session.folder());
            if (dryRun) {
                PretrainHeader.printDryRun(out, setup);
                return;
            }
            try (StopRequest stop = StopRequest.listen(err, () -> "stopping: this step is finished and saved first")) {
                console.end(session.stopWhen(stop).run(setup));
            }
        }
    }
}
