package zero4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import zero4j.UserError;
import zero4j.cli.console.Needs;
import zero4j.cli.console.RealScaleConsole;
import zero4j.reproduce.RealScale;

/** {@code --plan}: what experiments would take, without running them. */
final class PlanOptions {
    @Option(names = "--plan", description = "Say what it would take, and stop. All that can be done with fig2.")
    private boolean plan;

    @ArgGroup(validate = false, heading = "%nWith fig2 --plan, to estimate the time (tokens):%n")
    private SpeedOptions speeds = new SpeedOptions();

    /** Prints the plan, if one is asked for; answers whether that is so. */
    boolean print(List<String> names, PrintWriter out) {
        Needs.Speeds known = speeds.checked("--plan", plan);
        if (!plan) {
            return false;
        }
        for (String name : names) {
            if (!name.equals(RealScale.NAME)) {
                throw new UserError("there is no plan of " + name + "; --plan is for " + RealScale.NAME);
            }
        }
        RealScaleConsole.print(out, RealScale.read(), known);
        return true;
    }
}
