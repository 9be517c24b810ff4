package zero4j.reproduce;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** One start of a stage: tells how far it is and how long it and those behind it will take, and notes its time. */
final class StageRun implements StageWork.Heard {
    private static final double NANOS = 1e9;

    private final Stage stage;
    private final Pace pace;
    private final double behind;
    private final ReproduceListener listener;
    private final BooleanSupplier stop;
    private final Set<String> told;
    private final double before;
    private final long begun = System.nanoTime();
    private double first = Double.NaN;
    private long firstAt;

    /**
     * @param later stages that are to be run behind this one
     * @param told warnings that are not repeated
     */
    StageRun(
            Stage stage,
            Pace pace,
            List<Stage> later,
            Set<String> told,
            ReproduceListener listener,
            BooleanSupplier stop) {
        this.stage = stage;
        this.pace = pace;
        this.behind = pace.expected(later);
        this.told = told;
        this.listener = listener;
        this.stop = stop;
        this.before = StageFolder.isBegun(stage) && !StageFolder.isOutdated(stage)
                ? StageFolder.note(stage).map(StageFolder.Note::seconds).orElse(0.0)
                : 0;
    }

    /** Works until the stage is done or the work is to stop; whether it is done now. */
    boolean run() {
        boolean whole = false;
        if (StageFolder.isOutdated(stage)) {
            warning(
                    "what is there was made by another version of the program, which made it otherwise; it is made again");
            StageFolder.remove(stage);
        }
        StageFolder.requireNotMoved(stage);
        StageFolder.note(stage, before, false); // says where it is begun, and by which version
        try {
            whole = new StageWork(this, stop).run(stage);
            return whole;
        } finally {
            StageFolder.note(stage, before + elapsed(), whole);
            if (whole) {
                pace.took(stage.kind(), stage.about().seconds(), before + elapsed());
            }
        }
    }

    private double elapsed() {
        return (System.nanoTime() - begun) / NANOS;
    }

    @Override
    public synchronized void accept(double share) {
        if (Double.isNaN(first)) {
            first = share; // what goes on does not begin at 0
            firstAt = System.nanoTime();
        }
        double expected = pace.expected(stage) * (1 - share);
        double done = share - first;
        double known = done > 0 ? (System.nanoTime() - firstAt) / NANOS * (1 - share) / done : expected;
        // The more of it is done, the more counts how long that took.
        double trust = Math.min(1, 4 * done);
        listener.progress(share, trust * known + (1 - trust) * expected + behind);
    }

    @Override
    public void saved() {
        StageFolder.note(stage, before + elapsed(), false);
    }

    @Override
    public void warning(String text) {
        if (told.add(text)) {
            listener.warning(stage.kind() + " " + stage.about().name() + ": " + text);
        }
    }
}
