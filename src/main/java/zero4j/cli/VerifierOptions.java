package zero4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import zero4j.verify.Form;
import zero4j.verify.Grade;
import zero4j.verify.VerifierSettings;

/** How a command compares answers. */
final class VerifierOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--grade",
            paramLabel = "GRADE",
            defaultValue = "full",
            description = "fast (texts and exact values) or full (all of mathematics; default: ${DEFAULT-VALUE}).")
    private Grade grade = Grade.FULL;

    @Option(
            names = "--decimals",
            paramLabel = "N",
            defaultValue = "6",
            description = "Digits behind the point to which a decimal must agree with an exact value, 0 to "
                    + VerifierSettings.MOST_DECIMALS + " (default: ${DEFAULT-VALUE}).")
    private int decimals = VerifierSettings.DEFAULT.decimals();

    @Option(
            names = "--form",
            paramLabel = "FORM",
            description =
                    "required (a right value counts only in the form of the reference, and not as a formula of the"
                            + " question) or any (only the value counts).")
    private @Nullable Form form;

    /**
     * The settings of the verifier.
     *
     * @param usual whether the form counts where the option is not given
     * @throws ParameterException if they are out of range
     */
    VerifierSettings settings(Form usual) {
        if (decimals < 0 || decimals > VerifierSettings.MOST_DECIMALS) {
            throw new ParameterException(
                    command.commandLine(),
                    "--decimals is " + decimals + "; expected 0 to " + VerifierSettings.MOST_DECIMALS);
        }
        return new VerifierSettings(grade, decimals, form == null ? usual : form);
    }
}
