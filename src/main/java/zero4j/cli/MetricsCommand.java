package zero4j.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.Words;
import zero4j.run.Metric;

/** {@code zero4j metrics}: what the numbers of a run mean. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        description = "Explain the metrics that training records: all of them, or one.")
final class MetricsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A metric, for example dead_groups.")
    private @Nullable String name;

    @Option(names = "--markdown", description = "Print the page docs/metrics.md.")
    private boolean markdown;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (name != null) {
            if (markdown) {
                throw new UserError("--markdown prints all metrics; leave " + name + " out, or leave --markdown out");
            }
            out.println(MetricsPage.of(named(name)));
        } else if (markdown) {
            out.print(MetricsPage.markdown());
        } else {
            out.println(MetricsPage.table());
        }
        out.flush();
    }

    private static Metric named(String name) {
        return Metric.of(name).orElseThrow(() -> {
            List<String> known = Arrays.stream(Metric.values()).map(Metric::key).toList();
            String hint = Words.nearest(name, known)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            return new UserError(
                    "there is no metric " + name + hint + " `" + Launcher.command() + " metrics` lists them all");
        });
    }
}
