package zero4j.learn;

/**
 * The time that a process has spent on exchanging gradients and weights with the others, waiting for late ones included.
 *
 * @param seconds of the exchanges
 * @param waited seconds in which the learner waited for them; in the others it was computing
 */
public record Exchanged(double seconds, double waited) {
    /** No time. */
    public static final Exchanged NOTHING = new Exchanged(0, 0);

    /** Both together. */
    public Exchanged plus(Exchanged other) {
        return new Exchanged(seconds + other.seconds, waited + other.waited);
    }

    /** What was spent since. */
    public Exchanged minus(Exchanged before) {
        return new Exchanged(seconds - before.seconds, waited - before.waited);
    }
}
