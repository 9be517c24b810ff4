package zero4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.cli.console.Launcher;
import zero4j.cli.console.PretrainConsole;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;
import zero4j.session.PretrainSession;

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

    @Option(names = "--dry-run", description = "Show the resolved settings and stop.")
    private boolean dryRun;

    @Override
    public void run() {
        PretrainRecipe recipe = Recipes.pretrain(recipeFile, overrides);
        if (dryRun) {
            spec.commandLine().getOut().println(Recipes.render(recipe));
            return;
        }
        train(spec, PretrainSession.of(recipe));
    }

    /** Trains, or goes on. Ctrl-C finishes the step and saves. */
    static void train(CommandSpec spec, PretrainSession session) {
        PretrainConsole console = new PretrainConsole(spec.commandLine().getOut(), session, Launcher.command());
        try (StopRequest stop = StopRequest.listen(
                spec.commandLine().getErr(), () -> "stopping: this step is finished and saved first")) {
            console.end(session.listener(console).stopWhen(stop).run());
        }
    }
}
