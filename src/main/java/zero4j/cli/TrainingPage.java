package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.cli.console.Screen;
import zero4j.cli.console.TrainHeader;
import zero4j.dashboard.Dashboard;
import zero4j.dashboard.Endpoint;
import zero4j.dashboard.WatchedRuns;
import zero4j.recipe.DashboardSettings;

/** The page of a training, while it goes on. That it cannot be served is told and ends nothing. */
final class TrainingPage implements AutoCloseable {
    private final @Nullable Dashboard dashboard;

    private TrainingPage(@Nullable Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    /**
     * Serves it, if the settings want it.
     *
     * @param runs folder of the runs
     */
    static TrainingPage start(DashboardSettings settings, Path runs, PrintWriter out, PrintWriter err) {
        if (settings.port().isEmpty()) {
            return new TrainingPage(null);
        }
        try {
            Endpoint endpoint = Endpoint.of("127.0.0.1", settings.port().getAsInt(), true, Optional.empty());
            Dashboard dashboard = Dashboard.start(WatchedRuns.in(runs), endpoint);
            int wanted = settings.port().getAsInt();
            boolean taken = wanted != 0 && dashboard.port() != wanted;
            TrainHeader.line(
                    out,
                    "page",
                    dashboard.address() + " shows it in a browser" + (taken ? "; port " + wanted + " is taken" : ""));
            return new TrainingPage(dashboard);
        } catch (UserError | LinkageError e) {
            Screen.of(err).warning("training goes on without its page: " + e.getMessage());
            return new TrainingPage(null);
        }
    }

    @Override
    public void close() {
        if (dashboard != null) {
            dashboard.close();
        }
    }
}
