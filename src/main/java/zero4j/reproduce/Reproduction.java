package zero4j.reproduce;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs an experiment, stage by stage. A stage whose result is there, made by the same settings from the same files, is not run
 * again; one that stopped goes on. It prints nothing: what it has to say goes to a {@link ReproduceListener}.
 *
 * <p>Not thread-safe.
 */
public final class Reproduction {
    private final Experiment experiment;
    private final Path folder;
    private ReproduceListener listener = ReproduceListener.NONE;
    private BooleanSupplier stop = () -> false;

    private Reproduction(Experiment experiment, Path folder) {
        this.experiment = experiment;
        this.folder = folder;
    }

    /**
     * A reproduction.
     *
     * @param folder that all experiments may share: what one has made serves the others
     */
    public static Reproduction of(Experiment experiment, Path folder) {
        return new Reproduction(experiment, folder);
    }

    /** Who hears what happens; one only, the last that is given. */
    public Reproduction listener(ReproduceListener hears) {
        listener = hears;
        return this;
    }

    /** Asked between steps; what was done until then is kept. */
    public Reproduction stopWhen(BooleanSupplier asked) {
        stop = asked;
        return this;
    }

    /** Runs what is not there yet, and judges the claims; empty if it was asked to stop before all was there. */
    public Optional<Outcome> run() {
        throw new UnsupportedOperationException(experiment.name() + folder + listener + stop);
    }
}
