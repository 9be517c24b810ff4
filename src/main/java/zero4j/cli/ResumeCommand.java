package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.cli.console.TrainHeader;
import zero4j.cli.console.TrainReport;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.run.RunFolder;
import zero4j.session.Continuation;
import zero4j.session.DiskRoom;
import zero4j.session.PretrainSession;
import zero4j.session.TrainSession;
import zero4j.session.TrainSetup;

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
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (PretrainSession.isUnfinished(path)) {
            PretrainCommand.train(spec, PretrainSession.resume(path));
            return;
        }
        RunFolder folder = RunFolder.open(path);
        TrainRecipe recipe = Recipes.train(folder.recipe(), List.of());
        if (folder.checkpointSteps().contains((long) recipe.train().steps())) {
            TrainSession.settle(folder, recipe);
            out.println(folder.path() + " is finished: all " + recipe.train().steps() + " steps are done");
            return;
        }
        folder.requireFree();
        try (TrainSetup setup = TrainSetup.of(recipe, err)) {
            Continuation.check(folder, setup);
            DiskRoom.check(setup, folder, err);
            TrainHeader.print(out, setup);
            TrainHeader.line(out, "run", folder.path().toString());
            TrainHeader.line(
                    out,
                    "resume",
                    folder.latestCheckpoint()
                            .map(checkpoint -> "from " + checkpoint)
                            .orElse("from the beginning: there is no checkpoint"));
            TrainReport.train(out, err, setup, folder);
        }
    }
}
