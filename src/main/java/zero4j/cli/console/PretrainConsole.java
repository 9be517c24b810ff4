package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.Locale;
import zero4j.PlainText;
import zero4j.pretrain.PretrainListener;
import zero4j.pretrain.PretrainSettings;
import zero4j.pretrain.PretrainState;
import zero4j.pretrain.PretrainStep;
import zero4j.session.PretrainResult;
import zero4j.session.PretrainSession;
import zero4j.weights.ModelConfig;

/** Shows a pretraining: what will be done, a line every few steps, and what came out. */
public final class PretrainConsole implements PretrainListener {
    private final PrintWriter out;
    private final PrintWriter err;
    private final String command;
    private final PretrainSession session;
    private long begun;
    private PretrainState start = PretrainState.START;

    /** @param command how the user starts the program */
    public PretrainConsole(PrintWriter out, PrintWriter err, PretrainSession session, String command) {
        this.out = out;
        this.err = err;
        this.command = command;
        this.session = session;
    }

    @Override
    public void begins(ModelConfig model, String device, PretrainState from) {
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
    public void warning(String text) {
        Screen.of(err).warning(text);
    }

    @Override
    public void step(PretrainStep step) {
        PretrainSettings train = session.recipe().train();
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

    /** Says what came out, and what to do next. */
    public void end(PretrainResult result) {
        out.println();
        if (result.finished()) {
            line("model", result.output().toString());
            Screen.of(out).command("score it", command + " eval " + result.output());
            Screen.of(out).command("try it", command + " generate " + result.output() + " --prompt '…'");
        } else {
            out.println("stopped after step " + result.step() + " of "
                    + session.recipe().train().steps() + "; go on with:");
            out.println(PlainText.line("  " + command + " resume " + result.output()));
        }
        out.flush();
    }

    private void line(String name, String value) {
        TrainHeader.line(out, name, value);
    }
}
