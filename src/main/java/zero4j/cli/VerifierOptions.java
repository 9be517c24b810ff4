package zero4j.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
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

    /**
     * The settings of the verifier.
     *
     * @throws ParameterException if they are out of range
     */
    VerifierSettings settings() {
        if (decimals < 0 || decimals > VerifierSettings.MOST_DECIMALS) {
            throw new ParameterException(
                    command.commandLine(),
                    "--decimals is " + decimals + "; expected 0 to " + VerifierSettings.MOST_DECIMALS);
        }
        return new VerifierSettings(grade, decimals);
    }
}
