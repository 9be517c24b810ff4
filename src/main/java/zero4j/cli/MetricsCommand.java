package zero4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.cli.console.Screen;
import zero4j.report.MetricsPage;

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
        Screen out = Screen.of(spec.commandLine().getOut());
        if (name != null) {
            if (markdown) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--markdown prints all metrics; leave " + name + " out, or leave --markdown out");
            }
            out.table(MetricsPage.of(MetricName.parse(name)));
        } else if (markdown) {
            out.print(MetricsPage.markdown());
        } else {
            out.table(MetricsPage.table());
        }
        out.flush();
    }
}
