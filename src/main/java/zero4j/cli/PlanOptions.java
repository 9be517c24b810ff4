package zero4j.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import zero4j.cli.console.Needs;

/** {@code --plan}: what experiments would take, without running them. */
final class PlanOptions {
    @Option(names = "--plan", description = "Say what it would take, and stop. All that can be done with fig2.")
    private boolean plan;

    @ArgGroup(validate = false, heading = "%nWith fig2 --plan, to estimate the time (tokens):%n")
    private SpeedOptions speeds = new SpeedOptions();

    /** Whether a plan is asked for. */
    boolean asked() {
        return plan;
    }

    /**
     * The speeds of the user's machine.
     *
     * @param realScale whether the plan is of real models
     * @throws zero4j.UserError if there are some and it is not, or no plan is asked for
     */
    Needs.Speeds speeds(boolean realScale) {
        return speeds.checked("fig2 --plan", plan && realScale);
    }
}
