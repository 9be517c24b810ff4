package zero4j.verify;

import zero4j.SettingChecks;

/**
 * How answers are compared: the section {@code verifier}.
 *
 * @param decimals N of the tolerance between a written decimal and a value: half a unit of the Nth digit behind the
 *     point; 0 to {@value #MOST_DECIMALS}
 */
public record VerifierSettings(Grade grade, int decimals) {
    /** The largest number of {@link #decimals}. */
    public static final int MOST_DECIMALS = 30;

    /** The grade {@link Grade#FULL}, and 6 decimals as in Math-Verify. */
    public static final VerifierSettings DEFAULT = new VerifierSettings(Grade.FULL, 6);

    public VerifierSettings {
        new SettingChecks("verifier")
                .that(
                        decimals >= 0 && decimals <= MOST_DECIMALS,
                        "decimals",
                        decimals,
                        "it must be 0 to " + MOST_DECIMALS)
                .done();
    }
}
