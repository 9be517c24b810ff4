package zero4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zero4j.cli.console.Needs;

/** What the user knows of the speed of a machine. */
final class SpeedOptions {
    @Option(names = "--sampled-per-second", paramLabel = "N", description = "Sampled in rollouts and evaluations.")
    private @Nullable Double sampled;

    @Option(names = "--learnt-per-second", paramLabel = "N", description = "Learnt from in updates.")
    private @Nullable Double learnt;

    @Option(
            names = "--response-tokens",
            paramLabel = "N",
            description = "Mean length of a completion (default: its whole budget).")
    private @Nullable Double response;

    /**
     * The speeds.
     *
     * @param with the option that they are for
     * @param given whether that is given
     */
    Needs.Speeds checked(String with, boolean given) {
        return new Needs.Speeds(
                DryRunOption.checked("--sampled-per-second", sampled, with, given),
                DryRunOption.checked("--learnt-per-second", learnt, with, given),
                DryRunOption.checked("--response-tokens", response, with, given));
    }
}
