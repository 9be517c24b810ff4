package zero4j.cli.console;

import java.io.PrintWriter;
import zero4j.run.StepRecord;
import zero4j.train.TrainListener;

/** Shows about ten of a run's steps. */
public final class SparseConsole implements TrainListener {
    private static final int SHOWN = 10;

    private final PrintWriter out;
    private final StepLine line;
    private final int lastStep;
    private boolean titled;

    public SparseConsole(PrintWriter out, int lastStep) {
        this.out = out;
        this.line = new StepLine(lastStep);
        this.lastStep = lastStep;
    }

    @Override
    public void step(StepRecord record) {
        if (!titled) {
            out.println(line.title());
            titled = true;
        }
        if (record.step() == 1 || record.step() == lastStep || record.step() % Math.max(1, lastStep / SHOWN) == 0) {
            out.println(line.of(record, Double.NaN));
            out.flush();
        }
    }
}
