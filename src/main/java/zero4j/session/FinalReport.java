package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import zero4j.report.RunReport;
import zero4j.run.RunFolder;
import zero4j.train.TrainListener;

/** The report that a training leaves in its folder. What goes wrong with it is a warning and takes nothing from the training. */
final class FinalReport {
    private FinalReport() {}

    static void write(RunFolder run, TrainListener listener) {
        try {
            RunReport.of(List.of(run)).write(page(run));
        } catch (RuntimeException | OutOfMemoryError e) {
            listener.warning("the report " + page(run) + " was not written: "
                    + Objects.requireNonNullElse(e.getMessage(), e.toString())
                    + "; the run itself is complete, and the verb `report` writes it later");
        }
    }

    /** Removes the one of before: what it says is over once training goes on, and a kill would leave it there. */
    static void forget(RunFolder run, TrainListener listener) {
        try {
            Files.deleteIfExists(page(run));
        } catch (IOException e) {
            listener.warning(
                    "the report " + page(run) + " of before cannot be removed, and is out of date: " + e.getMessage());
        }
    }

    private static Path page(RunFolder run) {
        return run.path().resolve(RunReport.PAGE);
    }
}
