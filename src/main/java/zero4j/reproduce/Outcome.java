package zero4j.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import zero4j.reproduce.Measurements.Measured;

/**
 * What came out of an experiment: all that its pages show besides the file's own words.
 *
 * <p>Each claim is judged by the 95 % interval of its own {@link Effect}, whatever other claims there are: of many claims without any truth
 * one in twenty would have an interval that leaves it out, and pages that show many say so. No correction is made, since claims of one
 * experiment are most often about the same thing and stand or fall together.
 *
 * @param experiment its name
 * @param quick whether it was the quick variant
 * @param seeds that were trained
 * @param seconds that its stages took when they were run, those that were kept from earlier included
 * @param judged one for each claim whose arms were trained
 */
public record Outcome(
        String experiment, boolean quick, int seeds, double seconds, List<Judged> judged, Measurements measurements) {
    public Outcome {
        judged = List.copyOf(judged);
    }

    /** What became of a claim. */
    public record Judged(Experiment.Claim claim, Effect effect, Verdict verdict) {}

    /** Computed, never written by hand. */
    public enum Verdict {
        /** The interval has no room for what the claim denies. */
        SHOWN,
        /** The interval leaves it open, or fewer than three pairs were compared. */
        NOT_SHOWN,
        /** The interval has only room for what the claim denies. */
        OPPOSITE;

        /** Fewer pairs show nothing. */
        static final int FEWEST = 3;

        /**
         * What a difference says of a claim. More or less is shown by an interval on that side of 0, and its opposite by one on the
         * other side; that two are the same by one whose whole lies within the claim's {@code within} of 0, and the opposite by one
         * that lies wholly outside.
         */
        static Verdict of(Effect effect, Experiment.Claim claim) {
            if (effect.pairs() < FEWEST) {
                return NOT_SHOWN;
            }
            return switch (claim.expect()) {
                case MORE -> of(effect.low() > 0, effect.high() < 0);
                case LESS -> of(effect.high() < 0, effect.low() > 0);
                case SAME ->
                    of(
                            effect.low() >= -claim.within() && effect.high() <= claim.within(),
                            effect.low() > claim.within() || effect.high() < -claim.within());
            };
        }

        private static Verdict of(boolean shown, boolean opposite) {
            return shown ? SHOWN : opposite ? OPPOSITE : NOT_SHOWN;
        }
    }

    /**
     * Judges the claims of an experiment.
     *
     * @param experiment with all its arms
     * @param measurements of all that its claims name, but for arms that a quick variant leaves out
     * @throws IllegalStateException if one of those was not measured
     */
    static Outcome of(Experiment experiment, boolean quick, int seeds, double seconds, Measurements measurements) {
        List<Judged> judged = new ArrayList<>();
        for (Experiment.Claim claim : experiment.claims()) {
            if (!quick || areTrained(experiment, claim)) {
                double scale =
                        Quantity.of(claim.quantity()).map(Quantity::scale).orElse(0.0);
                Measured subject = measured(measurements, claim, claim.subject());
                Effect effect = Effect.of(subject, comparedWith(measurements, claim, subject), scale);
                judged.add(new Judged(claim, effect, Verdict.of(effect, claim)));
            }
        }
        return new Outcome(experiment.name(), quick, seeds, seconds, judged, measurements);
    }

    private static boolean areTrained(Experiment experiment, Experiment.Claim claim) {
        return isTrained(experiment, claim.subject())
                && (claim.number().isPresent() || isTrained(experiment, claim.than()));
    }

    /** Whether the quick variant has a subject where that is an arm: rows are of models that it has. */
    private static boolean isTrained(Experiment experiment, String subject) {
        List<String> only = experiment.quick().arms();
        return only.isEmpty() || !experiment.arms().containsKey(subject) || only.contains(subject);
    }

    private static Measured comparedWith(Measurements measurements, Experiment.Claim claim, Measured subject) {
        OptionalDouble number = claim.number();
        return number.isEmpty()
                ? measured(measurements, claim, claim.than())
                : new Measured(
                        claim.than(),
                        claim.quantity(),
                        subject.unit(),
                        Collections.nCopies(subject.values().size(), number.getAsDouble()));
    }

    private static Measured measured(Measurements measurements, Experiment.Claim claim, String subject) {
        Optional<Measured> found = measurements.find(subject, claim.quantity());
        return found.orElseThrow(() -> new IllegalStateException("the claim \"" + claim.says() + "\" needs "
                + claim.quantity() + " of " + subject + ", which was not measured"));
    }

    /** The claims that were not judged, since the quick variant does not train their arms. */
    public List<Experiment.Claim> leftOut(Experiment of) {
        List<Experiment.Claim> known = judged.stream().map(Judged::claim).toList();
        return of.claims().stream().filter(claim -> !known.contains(claim)).toList();
    }

    /** Writes {@value OutcomeFile#NAME} into a folder. */
    public void write(Path folder) {
        OutcomeFile.write(this, folder.resolve(OutcomeFile.NAME));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws zero4j.UserError if it is not there, is damaged, or was written by a later version of the program
     */
    public static Outcome read(Path folder) {
        return OutcomeFile.read(folder.resolve(OutcomeFile.NAME));
    }
}
