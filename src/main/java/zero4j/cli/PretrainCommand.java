package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.cli.console.Launcher;
import zero4j.cli.console.Needs;
import zero4j.cli.console.PretrainConsole;
import zero4j.cli.console.PretrainHeader;
import zero4j.cli.console.TrainHeader;
import zero4j.dist.Rendezvous;
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

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            description =
                    "Folder of the model, instead of the recipe's output; if an unfinished pretraining by this recipe has it, go"
                            + " on with that.")
    private @Nullable Path to;

    @Option(
            names = "--learnt-per-second",
            paramLabel = "N",
            description = "With --dry-run: tokens, to estimate the time.")
    private @Nullable Double learntPerSecond;

    @Override
    public void run() {
        OptionalDouble speed = DryRunOption.checked("--learnt-per-second", learntPerSecond, "--dry-run", dryRun);
        PretrainSession session = session();
        if (dryRun) {
            dryRun(session, spec.commandLine().getOut(), spec.commandLine().getErr(), speed);
        } else {
            train(spec, session);
        }
    }

    private PretrainSession session() {
        if (to == null) {
            return PretrainSession.of(Recipes.pretrain(recipeFile, overrides));
        }
        List<String> settings = new ArrayList<>(overrides);
        settings.add("output=" + to);
        return PretrainSession.ofOrResume(Recipes.pretrain(recipeFile, settings));
    }

    /** Tells what a pretraining would do; where it could not begin, what it would need, and then why. */
    private static void dryRun(PretrainSession session, PrintWriter out, PrintWriter err, OptionalDouble speed) {
        session.listener(new PretrainConsole(out, err, session, Launcher.command()));
        PretrainSetup setup;
        try {
            setup = session.prepare();
        } catch (UserError e) {
            Needs.printWithout(out, session.recipe(), speed);
            throw e;
        }
        try (setup) {
            PretrainHeader.print(out, setup, session.folder());
            PretrainHeader.printDryRun(out, setup, speed);
        }
    }

    /** Trains, or goes on, together with other processes if a launcher has started several. Ctrl-C finishes the step and saves. */
    static void train(CommandSpec spec, PretrainSession session) {
        Optional<Rendezvous> meeting = Rendezvous.from(System.getenv());
        session.joining(meeting);
        if (meeting.map(Rendezvous::rank).orElse(0) > 0) {
            TrainCommand.follow(
                    meeting.orElseThrow(), stop -> session.stopWhen(stop).run());
            return;
        }
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
            meeting.ifPresent(place -> TrainHeader.line(out, "processes", place.inWords()));
            try (StopRequest stop = StopRequest.listen(err, () -> "stopping: this step is finished and saved first")) {
                console.end(session.stopWhen(stop).run(setup));
            }
        }
    }
}
