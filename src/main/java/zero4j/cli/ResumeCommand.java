package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
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

    @Parameters(paramLabel = "RUN", description = "Folder of the run; of a pretraining its output.")
    private Path path = Path.of("");

    @Override
    public void run() {
        if (PretrainSession.isUnfinished(path)) {
            PretrainCommand.train(spec, PretrainSession.resume(path));
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        TrainSession session = TrainSession.resume(path);
        Optional<TrainResult> before = session.finishedBefore();
        if (before.isPresent()) {
            out.println(path + " is finished: all " + before.get().step() + " steps are done");
            return;
        }
        TrainCommand.train(session, out, spec.commandLine().getErr(), false);
    }
}
