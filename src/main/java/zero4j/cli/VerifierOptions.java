package zero4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zero4j.UserError;
import zero4j.verify.Form;
import zero4j.verify.Grade;
import zero4j.verify.VerifierSettings;

/** How a command compares answers. */
final class VerifierOptions {
    @Option(
            names = "--grade",
            paramLabel = "GRADE",
            description = "fast (texts and exact values) or full (all of mathematics; default: full).")
    private @Nullable Grade grade;

    @Option(
            names = "--decimals",
            paramLabel = "N",
            description = "Digits behind the point to which a decimal must agree with an exact value, 0 to "
                    + VerifierSettings.MOST_DECIMALS + " (default: 6).")
    private @Nullable Integer decimals;

    /** Whether anything was said. */
    boolean given() {
        return grade != null || decimals != null || form != null;
    }

    @Option(
            names = "--form",
            paramLabel = "FORM",
            description =
                    "required (a right value counts only in the form of the reference, and not as a formula of the"
                            + " question) or any (only the value counts).")
    private @Nullable Form form;

    /**
     * The settings of the verifier; what was not said is as usual.
     *
     * @param usual what holds where an option is not given
     * @throws UserError if they are out of range
     */
    VerifierSettings settings(VerifierSettings usual) {
        int digits = decimals == null ? usual.decimals() : decimals;
        if (digits < 0 || digits > VerifierSettings.MOST_DECIMALS) {
            throw new UserError("--decimals is " + digits + "; it must be from 0 to " + VerifierSettings.MOST_DECIMALS);
        }
        return new VerifierSettings(grade == null ? usual.grade() : grade, digits, form == null ? usual.form() : form);
    }
}
