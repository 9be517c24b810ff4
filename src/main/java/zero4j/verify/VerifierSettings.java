package zero4j.verify;

import zero4j.SettingChecks;

/**
 * How answers are compared: the section {@code verifier}.
 *
 * @param decimals N of the tolerance between a written decimal and a value: half a unit of the Nth digit behind the
 *     point; 0 to {@value #MOST_DECIMALS}
 * @param form whether the form of an answer counts besides its value
 */
public record VerifierSettings(Grade grade, int decimals, Form form) {
    /** The largest number of {@link #decimals}. */
    public static final int MOST_DECIMALS = 30;

    /** The grade {@link Grade#FULL}, 6 decimals as in Math-Verify, and the form of the reference required. */
    public static final VerifierSettings DEFAULT = new VerifierSettings(Grade.FULL, 6, Form.REQUIRED);

    /** The same where only the value counts. */
    public static final VerifierSettings VALUES = DEFAULT.with(Form.ANY);

    public VerifierSettings {
        new SettingChecks("verifier")
                .that(
                        decimals >= 0 && decimals <= MOST_DECIMALS,
                        "decimals",
                        decimals,
                        "it must be 0 to " + MOST_DECIMALS)
                .done();
    }

    /** The same with another grade. */
    public VerifierSettings with(Grade other) {
        return new VerifierSettings(other, decimals, form);
    }

    /** The same with another rule for the form. */
    public VerifierSettings with(Form other) {
        return new VerifierSettings(grade, decimals, other);
    }
}
