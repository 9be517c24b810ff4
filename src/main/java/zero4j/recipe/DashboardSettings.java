package zero4j.recipe;

import java.util.OptionalInt;
import zero4j.SettingChecks;

/**
 * Whether a training shows itself on a page: the key {@code dashboard}.
 *
 * @param dashboard {@code auto}, {@code off}, or the port that is tried first
 */
public record DashboardSettings(String dashboard) {
    private static final String AUTO = "auto";
    private static final String OFF = "off";

    /** The port that {@code auto} stands for: not that of a program which is likely to run beside this one. */
    public static final int PORT = 7440;

    public DashboardSettings {
        boolean known = dashboard.equals(AUTO)
                || dashboard.equals(OFF)
                || (dashboard.matches("\\d{1,5}") && Integer.parseInt(dashboard) <= 65535);
        new SettingChecks("")
                .that(known, "dashboard", dashboard, "it must be auto, off, or a port from 0 (any free one) to 65535")
                .done();
    }

    /** The port that is tried first; empty if there is no page. */
    public OptionalInt port() {
        return switch (dashboard) {
            case OFF -> OptionalInt.empty();
            case AUTO -> OptionalInt.of(PORT);
            default -> OptionalInt.of(Integer.parseInt(dashboard));
        };
    }
}
