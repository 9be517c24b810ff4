package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.dashboard.Dashboard;
import zero4j.dashboard.Endpoint;
import zero4j.dashboard.WatchedRuns;
import zero4j.recipe.DashboardSettings;

/** {@code zero4j dashboard}: shows runs in a browser. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        description = {
            "Show runs in a browser, those that train and those that are finished, until Ctrl-C: curves, completions with their"
                    + " verdicts, evaluations, settings.",
            "It only reads. Training has the same page at the address that it prints."
        })
final class DashboardCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "RUNS",
            defaultValue = "runs",
            description = "Folder of the runs, or of one run (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("runs");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port; 0 for a free one (default: " + DashboardSettings.PORT + ", or the next that is free).")
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = {
                "Address of this machine to serve at (default: ${DEFAULT-VALUE}, which other machines cannot reach). Any"
                        + " other asks for a token."
            })
    private String host = "127.0.0.1";

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            description = {
                "Ask for this token, of at least 16 letters and digits; also the variable ZERO4J_DASHBOARD_TOKEN, which"
                        + " other users of the machine do not see. Without, one is made where it is needed."
            },
            defaultValue = "${env:ZERO4J_DASHBOARD_TOKEN}")
    private @Nullable String token;

    @Override
    public void run() {
        if (!Files.isDirectory(folder)) {
            throw new UserError("there is no folder " + folder + "; name the one that holds the runs");
        }
        if (port != null && (port < 0 || port > 65535)) {
            throw new UserError("--port is " + port + "; it must be from 0 to 65535");
        }
        Endpoint endpoint = Endpoint.of(
                host,
                port == null ? DashboardSettings.PORT : port,
                port == null,
                Optional.ofNullable(token).filter(text -> !text.isEmpty()));
        PrintWriter out = spec.commandLine().getOut();
        try (Dashboard dashboard = Dashboard.start(WatchedRuns.in(folder), endpoint)) {
            out.println(PlainText.line("runs in " + folder + ": " + dashboard.address()));
            out.println("Ctrl-C ends it");
            out.flush();
            new CountDownLatch(1).await(); // until the process is told to end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
