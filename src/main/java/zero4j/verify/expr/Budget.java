package zero4j.verify.expr;

/** Counts the work of one comparison. A step is about the cost of one arithmetic operation on machine words. */
public final class Budget {
    /** Texts longer than this many characters are compared as they stand. */
    public static final int MAX_CHARACTERS = 4096;

    /** Brackets, fractions and exponents nest at most this deep. */
    public static final int MAX_DEPTH = 60;

    /** Numerators and denominators have at most this many bits, about 2,400 decimal digits. */
    public static final int MAX_BITS = 8192;

    private int left = 500_000;

    /** A budget of its own for each comparison. */
    public Budget() {}

    /**
     * Pays for {@code steps} of work before it is done.
     *
     * @throws Exhausted if that is more than is left
     */
    public void spend(long steps) {
        if (steps > left) {
            throw new Exhausted("too many steps");
        }
        left -= (int) steps;
    }

    /** The work, or a number in it, is larger than allowed. Never leaves the verifier: it becomes a verdict. */
    public static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        /** @param reason what was too large, in a few words */
        public Exhausted(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        /** What was too large, in a few words. */
        public String reason() {
            return reason;
        }
    }
}
