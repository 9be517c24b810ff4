package zero4j.reproduce;

/**
 * A stage of an experiment, as it is told of.
 *
 * @param kind what is done, in a word: {@code pretraining}, {@code training}, {@code evaluation} or {@code sampling}
 * @param name of what is made, distinct within the kind
 * @param seconds that it is expected to take, or took where it is kept
 * @param kept whether its result was there before
 */
public record PlannedStage(String kind, String name, double seconds, boolean kept) {
    /** The same as one that was done just now. */
    PlannedStage now() {
        return new PlannedStage(kind, name, seconds, false);
    }

    /** Kind and name. */
    public String inWords() {
        return kind + " " + name;
    }
}
