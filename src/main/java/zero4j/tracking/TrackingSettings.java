package zero4j.tracking;

import zero4j.SettingChecks;

/**
 * Where a run's numbers go besides its database: the section {@code metrics}.
 *
 * @param tensorboard whether event files are written into the run's folder {@code tb}
 * @param prometheus port of this machine that answers at {@code /metrics}; 0 for none
 */
public record TrackingSettings(boolean tensorboard, int prometheus) {
    private static final int LAST_PORT = 65_535;

    public TrackingSettings {
        new SettingChecks("metrics")
                .that(
                        prometheus >= 0 && prometheus <= LAST_PORT,
                        "prometheus",
                        prometheus,
                        "it must be a port, 1 to " + LAST_PORT + ", or 0 for none")
                .done();
    }
}
