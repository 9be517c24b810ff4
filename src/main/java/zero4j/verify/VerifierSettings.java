package zero4j.verify;

/**
 * Settings of a {@link MathVerifier}.
 *
 * @param decimals digits behind the point to which a decimal must agree with an exact value, 0 to {@value #MOST_DECIMALS}
 */
public record VerifierSettings(Grade grade, int decimals) {
    /** The largest number of {@link #decimals}. */
    public static final int MOST_DECIMALS = 30;

    /** Full grade, six decimals. */
    public static final VerifierSettings DEFAULT = new VerifierSettings(Grade.FULL, 6);

    public VerifierSettings {
        if (decimals < 0 || decimals > MOST_DECIMALS) {
            throw new IllegalArgumentException("decimals " + decimals + " is not between 0 and " + MOST_DECIMALS);
        }
    }
}
