package zero4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import zero4j.UserError;

/**
 * A run in a line: what it is and how far it has got. It costs a few look-ups, however long the run is.
 *
 * @param state at this moment
 * @param failure why it failed, or why it cannot be read
 * @param settings of its recipe by their dotted keys, as they stand in the file, sorted; none if it cannot be read
 * @param started when it was started first
 * @param step done; 0 if none
 * @param secondsPerStep mean of the last steps, evaluations and checkpoints included
 * @param last what the last step measured, by {@link Metric#key}; those that are shown in a line
 */
public record RunSummary(
        RunFolder folder,
        RunState state,
        Optional<String> failure,
        Map<String, String> settings,
        Optional<Instant> started,
        long step,
        OptionalDouble secondsPerStep,
        Map<String, Double> last) {
    private static final int STEPS = 20;

    private static final List<Metric> SHOWN =
            List.of(Metric.REWARD, Metric.ACCURACY, Metric.LENGTH, Metric.ROLLOUT_TOKENS_PER_SECOND);

    public RunSummary {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        last = Map.copyOf(last);
    }

    /** All runs of a folder, oldest first. */
    public static List<RunSummary> list(Path runs) {
        return RunFolder.list(runs).stream().map(RunSummary::of).toList();
    }

    /** Looks at a run; one that cannot be read is told as such. */
    public static RunSummary of(RunFolder run) {
        SortedMap<String, String> settings = settings(run);
        if (!Files.isRegularFile(run.database())) {
            return new RunSummary(
                    run,
                    RunState.of(run, List.of()),
                    Optional.empty(),
                    settings,
                    Optional.empty(),
                    0,
                    OptionalDouble.empty(),
                    Map.of());
        }
        try (RunReader reader = RunReader.open(run.database())) {
            return of(run, settings, reader);
        } catch (UserError unreadable) {
            return new RunSummary(
                    run,
                    RunState.UNREADABLE,
                    Optional.ofNullable(unreadable.getMessage()),
                    settings,
                    Optional.empty(),
                    0,
                    OptionalDouble.empty(),
                    Map.of());
        }
    }

    private static RunSummary of(RunFolder run, SortedMap<String, String> settings, RunReader reader) {
        List<LaunchRecord> launches = reader.launches();
        RunState state = RunState.of(run, launches);
        long step = reader.lastStep().orElse(0);
        Map<String, Double> last = new TreeMap<>();
        SHOWN.forEach(metric -> reader.value(metric, step).ifPresent(value -> last.put(metric.key(), value)));
        return new RunSummary(
                run,
                state,
                state == RunState.FAILED ? launches.getLast().outcome() : Optional.empty(),
                settings,
                launches.stream().findFirst().map(LaunchRecord::started),
                step,
                reader.secondsPerStep(STEPS),
                last);
    }

    /** The settings of a recipe as texts, by their dotted keys. */
    private static SortedMap<String, String> settings(RunFolder run) {
        SortedMap<String, String> settings = new TreeMap<>();
        try {
            flatten(
                    "",
                    new Load(LoadSettings.builder().build()).loadFromString(Files.readString(run.recipe())),
                    settings);
        } catch (IOException | YamlEngineException unreadable) {
            settings.clear(); // the page that shows the recipe itself says why
        }
        return settings;
    }

    private static void flatten(String key, @Nullable Object value, SortedMap<String, String> settings) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> flatten(key.isEmpty() ? name + "" : key + "." + name, inner, settings));
        } else if (!key.isEmpty()) {
            settings.put(key, String.valueOf(value));
        }
    }

    /** Steps that are to be done, if the recipe says. */
    public OptionalLong steps() {
        try {
            String steps = settings.get("train.steps");
            return steps == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(steps));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Seconds until the last step, if it is running. */
    public OptionalDouble secondsLeft() {
        return state == RunState.RUNNING && steps().isPresent() && secondsPerStep.isPresent()
                ? OptionalDouble.of(Math.max(0, steps().getAsLong() - step) * secondsPerStep.getAsDouble())
                : OptionalDouble.empty();
    }
}
