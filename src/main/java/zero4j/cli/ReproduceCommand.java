package zero4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.cli.console.Screen;
import zero4j.report.Table;
import zero4j.reproduce.Experiments;
import zero4j.reproduce.RealScale;

/** {@code zero4j reproduce}: the experiments of the paper. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = "Show what the paper shows (arXiv 2503.20783), at a scale that a laptop reaches.")
final class ReproduceCommand implements Runnable {
    private static final String LIST = "list";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "EXPERIMENT", description = "Names of experiments, or list.")
    private List<String> names = List.of();

    @ArgGroup(validate = false)
    private PlanOptions plan = new PlanOptions();

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (names.equals(List.of(LIST))) {
            list(out);
        } else if (!plan.print(names, out)) {
            names.forEach(Experiments::read);
        }
    }

    private static void list(PrintWriter out) {
        Table table = Table.ofTexts("experiment", "shows", "");
        table.row(RealScale.NAME, RealScale.read().title(), "plan only (--plan)");
        Experiments.NAMES.forEach(name -> table.row(name, Experiments.read(name).title(), ""));
        Screen.of(out).table(table);
    }
}
