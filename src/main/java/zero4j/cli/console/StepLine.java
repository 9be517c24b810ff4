package zero4j.cli.console;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import zero4j.run.Metric;
import zero4j.run.StepRecord;

/** A training step in one line of fixed columns. */
public final class StepLine {
    private static final int ETA = 6;
    /** Where a line has not room for all, the last in the order of use are left out. */
    private static final List<Column> COLUMNS = List.of(
            new Column("reward", 6, 1, step -> number(step, Metric.REWARD, "%.3f")),
            new Column("acc", 5, 2, step -> number(step, Metric.ACCURACY, "%.3f")),
            new Column("length (right|wrong)", 20, 3, StepLine::lengths),
            new Column("trunc", 5, 4, step -> percent(step, Metric.TRUNCATED)),
            new Column("dead", 5, 5, step -> percent(step, Metric.DEAD_GROUPS)),
            new Column("entropy", 7, 6, step -> number(step, Metric.ENTROPY, "%.3f")),
            new Column("mismatch", 8, 9, step -> number(step, Metric.MISMATCH, "%.1e")),
            new Column("clip", 5, 10, StepLine::clipped),
            new Column("grad", 7, 7, step -> number(step, Metric.GRAD_NORM, "%.4f")),
            new Column("tok/s", 6, 11, step -> number(step, Metric.ROLLOUT_TOKENS_PER_SECOND, "%.0f")),
            new Column("sec", 6, 8, step -> format(step.secondsOfPhases(), "%.2f")),
            new Column("(roll|learn)", 12, 12, StepLine::parts));

    private final int stepDigits;
    private final long lastStep;
    private final List<Column> columns;

    /**
     * @param lastStep the run's last step, which the steps' width and the remaining time follow from
     * @param room columns of the terminal that a line may have
     */
    StepLine(long lastStep, int room) {
        this.lastStep = lastStep;
        this.stepDigits = Math.max(4, Long.toString(lastStep).length());
        this.columns = fitting(room - stepDigits - 1 - ETA);
    }

    private static List<Column> fitting(int room) {
        Set<Column> kept = new HashSet<>();
        int used = 0;
        for (Column column :
                COLUMNS.stream().sorted(Comparator.comparingInt(Column::use)).toList()) {
            used += column.width() + 1;
            if (used > room) {
                break;
            }
            kept.add(column);
        }
        return COLUMNS.stream().filter(kept::contains).toList();
    }

    private interface Cell {
        String text(StepRecord step);
    }

    /** @param use place in the order of what is looked at most */
    private record Column(String title, int width, int use, Cell cell) {}

    /** The names of the columns. */
    public String title() {
        String titles = columns.stream()
                .map(column -> pad(column.title(), column.width()))
                .collect(Collectors.joining(" "));
        return pad("step", stepDigits) + " " + titles + " " + pad("ETA", ETA);
    }

    /**
     * A step.
     *
     * @param secondsPerStep mean time of the recent steps, evaluations included; NaN if it is not known
     */
    public String text(StepRecord step, double secondsPerStep) {
        String cells = columns.stream()
                .map(column -> pad(column.cell().text(step), column.width()))
                .collect(Collectors.joining(" "));
        String eta = Double.isNaN(secondsPerStep) ? "-" : duration((lastStep - step.step()) * secondsPerStep);
        return pad(Long.toString(step.step()), stepDigits) + " " + cells + " " + pad(eta, ETA);
    }

    /** A time in at most six characters: {@code 42s}, {@code 3m05s}, {@code 2h07m}. */
    public static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + "s";
        }
        return whole < 3600
                ? "%dm%02ds".formatted(whole / 60, whole % 60)
                : "%dh%02dm".formatted(whole / 3600, whole % 3600 / 60);
    }

    private static String lengths(StepRecord step) {
        return number(step, Metric.LENGTH, "%.0f") + " (" + number(step, Metric.LENGTH_CORRECT, "%.0f") + "|"
                + number(step, Metric.LENGTH_INCORRECT, "%.0f") + ")";
    }

    private static String clipped(StepRecord step) {
        OptionalDouble low = step.value(Metric.CLIP_LOW);
        OptionalDouble high = step.value(Metric.CLIP_HIGH);
        return low.isEmpty() && high.isEmpty() ? "-" : share(low.orElse(0) + high.orElse(0), "%.1f%%");
    }

    private static String parts(StepRecord step) {
        double learning = step.value(Metric.SECONDS_LOGPROBS).orElse(0)
                + step.value(Metric.SECONDS_UPDATE).orElse(0);
        return "(%s|%s)".formatted(number(step, Metric.SECONDS_ROLLOUT, "%.2f"), format(learning, "%.2f"));
    }

    private static String percent(StepRecord step, Metric metric) {
        OptionalDouble value = step.value(metric);
        return value.isEmpty() ? "-" : share(value.getAsDouble(), "%.0f%%");
    }

    private static String share(double value, String format) {
        return format(100 * value, format);
    }

    private static String number(StepRecord step, Metric metric, String format) {
        OptionalDouble value = step.value(metric);
        return value.isEmpty() ? "-" : format(value.getAsDouble(), format);
    }

    private static String format(double value, String format) {
        return Double.isNaN(value) ? "nan" : String.format(Locale.ROOT, format, value);
    }

    private static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
