package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import zero4j.cli.Launcher;
import zero4j.cli.StopRequest;
import zero4j.pretrain.PretrainListener;
import zero4j.pretrain.PretrainSettings;
import zero4j.pretrain.PretrainState;
import zero4j.pretrain.PretrainStep;
import zero4j.recipe.PretrainRecipe;
import zero4j.session.PretrainResult;
import zero4j.session.PretrainSession;
import zero4j.weights.ModelConfig;

/** Pretrains under the user's eyes: what will be done, a line every few steps, and what came out. */
public final class PretrainConsole implements PretrainListener {
    private final PrintWriter out;
    private final PretrainRecipe recipe;
    private final Path folder;
    private long begun;
    private PretrainState start = PretrainState.START;

    private PretrainConsole(PrintWriter out, PretrainSession session) {
        this.out = out;
        this.recipe = session.recipe();
        this.folder = session.folder();
    }

    /** Trains, or goes on. Ctrl-C finishes the step and saves. */
    public static void run(PrintWriter out, PrintWriter err, PretrainSession session) {
        PretrainConsole console = new PretrainConsole(out, session);
        try (StopRequest stop = StopRequest.listen(err)) {
            console.end(session.listener(console).stopWhen(stop).run());
        }
    }

    @Override
    public void begins(ModelConfig model, String device, PretrainState from) {
        PretrainSettings train = recipe.train();
        line("model", Header.model(Path.of(recipe.init()), model) + ", " + device);
        line("text", recipe.data() + ", seed " + recipe.seed());
        line(
                "plan",
                Header.count(train.tokens()) + " tokens in " + Header.steps(train.steps()) + " of "
                        + train.batchTokens());
        if (train.checkpointEvery() > 0 && train.checkpointEvery() < train.steps()) {
            line("save", "every " + Header.steps(train.checkpointEvery()) + " in " + folder);
        }
        if (from.step() > 0) {
            line("resume", "after step " + from.step());
        }
        out.println();
        out.println("    step     tokens      loss        lr   tok/s    ETA");
        out.flush();
        start = from;
        begun = System.nanoTime();
    }

    @Override
    public void step(PretrainStep step) {
        PretrainSettings train = recipe.train();
        if (!train.logs(step.step())) {
            return;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double perStep = seconds / (step.step() - start.step());
        out.println(String.format(
                Locale.ROOT,
                "%8d %10s %9.4f %9.2e %7.0f %6s",
                step.step(),
                Header.count(step.tokens()),
                step.meanLoss(),
                step.learningRate(),
                (step.tokens() - start.tokens()) / seconds,
                StepLine.duration(perStep * (train.steps() - step.step()))));
        out.flush();
    }

    private void end(PretrainResult result) {
        out.println();
        if (result.finished()) {
            line("model", result.output().toString());
            line("score it", Launcher.command() + " eval " + result.output());
            line("try it", Launcher.command() + " generate " + result.output() + " --prompt '…'");
        } else {
            out.println("stopped after step " + result.step() + " of "
                    + recipe.train().steps() + "; go on with:");
            out.println("  " + Launcher.command() + " resume " + result.output());
        }
        out.flush();
    }

    private void line(String name, String value) {
        TrainHeader.line(out, name, value);
    }
}
