package zero4j.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.cli.console.DryRun;
import zero4j.cli.console.Needs;
import zero4j.cli.console.TrainConsole;
import zero4j.cli.console.TrainHeader;
import zero4j.cli.console.TrainReport;
import zero4j.dist.Rendezvous;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.session.TrainResult;
import zero4j.session.TrainSession;
import zero4j.session.TrainSetup;

/** {@code zero4j train}: reinforcement learning on questions with checkable answers. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train a model on questions with checkable answers. Without a recipe: the bundled nano model.")
final class TrainCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "YAML file of settings (default: the nano run).")
    private @Nullable Path recipeFile;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a setting, for example train.steps=50; may be repeated.")
    private List<String> overrides = List.of();

    @Option(names = "--steps", paramLabel = "N", description = "Rollout batches: the same as --set train.steps=N.")
    private @Nullable Integer steps;

    @Option(
            names = "--dry-run",
            description = "Check everything, show settings, objective, memory, prompts and graded answers, and stop.")
    private boolean dryRun;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            description =
                    "Folder of the run, instead of a new one below runs; if it holds a run of this recipe, go on with it.")
    private @Nullable Path to;

    @ArgGroup(validate = false, heading = "%nWith --dry-run, to estimate the time (tokens):%n")
    private SpeedOptions speeds = new SpeedOptions();

    @Override
    public void run() {
        List<String> settings = new ArrayList<>(overrides);
        if (steps != null) {
            settings.add("train.steps=" + steps);
        }
        TrainRecipe recipe = Recipes.train(recipeFile, settings);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Needs.Speeds known = speeds.checked("--dry-run", dryRun);
        TrainSession session =
                to == null ? TrainSession.of(recipe) : TrainSession.of(recipe).in(to);
        if (dryRun && isFollower()) {
            return; // of several that would say the same the first one says it
        }
        if (dryRun) {
            dryRun(session, out, err, known);
        } else {
            Path runs = to == null ? Path.of(recipe.runs()) : ResumeCommand.runs(to);
            train(session, runs, out, err);
        }
    }

    private static boolean isFollower() {
        return Rendezvous.from(System.getenv()).map(Rendezvous::rank).orElse(0) > 0;
    }

    /** Tells what a training would do; where it could not begin, what it would need, and then why. */
    private static void dryRun(TrainSession session, PrintWriter out, PrintWriter err, Needs.Speeds speeds) {
        session.listener(TrainConsole.of(out, err, session.recipe()));
        TrainSetup setup;
        try {
            setup = session.prepare();
        } catch (UserError e) {
            Needs.printWithout(out, session.recipe(), speeds);
            throw e;
        }
        try (setup) {
            TrainHeader.print(out, setup);
            DryRun.print(out, setup, speeds);
        }
    }

    /**
     * Does something as one of several processes, of which another one speaks.
     *
     * @param work is given what tells it to stop
     */
    static void follow(Rendezvous meeting, Consumer<BooleanSupplier> work) {
        PrintWriter nobody = new PrintWriter(Writer.nullWriter());
        try (StopRequest stop = StopRequest.listen(nobody, () -> "")) {
            work.accept(stop);
        } catch (UserError e) {
            String message = String.valueOf(e.getMessage());
            String rank = "rank " + meeting.rank() + " of " + meeting.world();
            throw message.startsWith(rank) ? e : new UserError(rank + ": " + message, e);
        }
    }

    /**
     * Trains under the user's eyes, together with other processes if a launcher has started several. Ctrl-C finishes the step and
     * saves.
     *
     * @param runs folder of the runs
     */
    static void train(TrainSession session, Path runs, PrintWriter out, PrintWriter err) {
        Optional<Rendezvous> meeting = Rendezvous.from(System.getenv());
        session.joining(meeting);
        if (meeting.map(Rendezvous::rank).orElse(0) > 0) {
            follow(meeting.orElseThrow(), stop -> session.stopWhen(stop).run());
            return;
        }
        Optional<TrainResult> before = session.finishedBefore();
        if (before.isPresent()) {
            out.println(ResumeCommand.finished(before.get()));
            return;
        }
        TrainConsole console = TrainConsole.of(out, err, session.recipe());
        session.listener(console);
        try (TrainSetup setup = session.prepare()) {
            TrainHeader.print(out, setup);
            meeting.ifPresent(place -> TrainHeader.line(out, "processes", place.inWords()));
            try (TrainingPage _ = TrainingPage.start(session.recipe().dashboard(), runs, out, err);
                    StopRequest stop = StopRequest.listen(err, console::stopWords)) {
                TrainReport.print(out, err, session.stopWhen(stop).run(setup), session.recipe());
            }
        }
    }
}
