package zero4j.verify;

/** Counts the work of one comparison. A step is about the cost of one arithmetic operation on machine words. */
final class Budget {
    /** Texts longer than this many characters are compared as they stand. */
    static final int MAX_CHARACTERS = 4096;

    /** Brackets, fractions and exponents nest at most this deep. */
    static final int MAX_DEPTH = 60;

    /** Numerators and denominators have at most this many bits, about 2,400 decimal digits. */
    static final int MAX_BITS = 8192;

    private int left = 500_000;

    /** Pays for {@code steps} of work before it is done. */
    void spend(long steps) {
        if (steps > left) {
            throw new Exhausted("too many steps");
        }
        left -= (int) steps;
    }

    /** The work, or a number in it, is larger than allowed. Caught by {@link MathVerifier}. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Exhausted(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
