package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.Words;
import zero4j.cli.console.Launcher;
import zero4j.run.RunFolder;
import zero4j.session.PretrainSession;
import zero4j.session.TrainResult;
import zero4j.session.TrainSession;

/** {@code zero4j resume}: goes on where a run stopped. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description =
                "Go on with a stopped run, or a stopped pretraining, from its newest checkpoint, exactly as if it had not"
                        + " stopped.")
final class ResumeCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "RUN",
            description = "Folder of the run, or its name in runs; of a pretraining its output.")
    private Path named = Path.of("");

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = {
                "Go on to N steps in all, also where the run is finished, with its optimizer. With train.schedule: constant the"
                        + " bits are those of a run begun with N; others follow the schedule of N steps from here on."
            })
    private @Nullable Integer steps;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "Go on with another setting from now on, for example rollout.servers=[http://10.0.0.7:8000]; may be repeated. Only"
                        + " settings that change what is learnt by no more than rounding, what is kept and shown, what samples"
                        + " (rollout.backend, rollout.servers: with other random draws from there on, unless all is zero4j), and"
                        + " train.steps, as with --steps."
            })
    private List<String> overrides = List.of();

    /** The folder that the run is in. */
    static Path runs(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().normalize().getParent(), "a run's folder is in one");
    }

    /** That a run has nothing left to do. */
    static String finished(TrainResult result) {
        Path path = result.run().path();
        return path + " is finished, after " + Words.counted(result.step(), "step") + ". To go on: "
                + Launcher.command() + " resume " + path + " --steps N, N being the steps in all";
    }

    @Override
    public void run() {
        Path path = RunFolder.named(named);
        PrintWriter out = spec.commandLine().getOut();
        if (PretrainSession.isUnfinished(path)) {
            if (!overrides.isEmpty()) {
                throw new UserError("--set is for runs: a pretraining goes on with the settings that it began with");
            }
            if (steps != null) {
                throw new UserError(
                        "--steps is for runs: the documents of a pretraining depend on how many steps it has."
                                + " Let it finish, and begin another from its model: pretrain --set init=…");
            }
            PretrainCommand.train(spec, PretrainSession.resume(path));
            return;
        }
        Optional<Path> model = PretrainSession.finishedModel(path);
        if (model.isPresent()) {
            out.println(model.get() + " is finished: it is a whole model, and no pretraining of it is open. To train it"
                    + " further: " + Launcher.command() + " pretrain --set init=" + model.get() + " --set output=…");
            return;
        }
        List<String> settings = new ArrayList<>(overrides);
        if (steps != null) {
            settings.add("train.steps=" + steps);
        }
        TrainCommand.train(
                TrainSession.resume(path, settings),
                runs(path),
                out,
                spec.commandLine().getErr());
    }
}
