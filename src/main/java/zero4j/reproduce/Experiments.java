package zero4j.reproduce;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import zero4j.InvalidSettings;
import zero4j.UserError;
import zero4j.Words;

/** The experiments that the program brings, and those in files of the user's. */
public final class Experiments {
    /** In the order of the paper. */
    public static final List<String> NAMES = List.of("table1", "fig3", "fig6", "fig7", "fig8", "spurious");

    /** Makes the bundled bases again and scores them; it claims nothing. */
    public static final String BASES = "bases";

    /** Other names: the right half of Figure 1 is a part of Figure 6. */
    private static final Map<String, String> SAME = Map.of("fig1", "fig6");

    /** What is not among the {@link #NAMES} and yet no name for a file. */
    private static final Set<String> BUNDLED_BESIDES = Set.of(BASES, RealScale.NAME, "all", "list");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultNullHandling(_ -> JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.AS_EMPTY))
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private Experiments() {}

    /**
     * An experiment.
     *
     * @param name one of {@link #NAMES}, {@link #BASES}, {@code fig1} for {@code fig6}, or a YAML file
     * @throws UserError if there is none, or the file says something that is not understood; also of {@link RealScale#NAME}, which
     *     is not run
     */
    public static Experiment read(String name) {
        String bundled = SAME.getOrDefault(name, name);
        if (NAMES.contains(bundled) || bundled.equals(BASES)) {
            return parse(bundled, bundled + ".yaml", "", resource(bundled + ".yaml"));
        }
        if (name.equals(RealScale.NAME)) {
            throw new UserError(name + " needs GPUs, and days on them, so it is planned here and not run: `reproduce "
                    + name + " --plan` says what it takes, and with which commands it is done");
        }
        Path file = Path.of(name);
        if (!name.matches(".*\\.ya?ml") || !Files.isRegularFile(file)) {
            throw new UserError(
                    "there is no experiment " + name + "; it must be a YAML file that declares one, " + RealScale.NAME
                            + " (with --plan), " + BASES + " (the bundled models), or " + Words.oneOf(NAMES, name));
        }
        try {
            return parse(named(file), name, Files.readString(file));
        } catch (IOException e) {
            throw new UserError("cannot read the experiment " + name + ": it is not a readable text file", e);
        }
    }

    /** The experiment's name, by which what came out of it is kept: it must not be that of anything else in that folder. */
    private static String named(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
        String lower = name.toLowerCase(Locale.ROOT); // some systems do not tell them apart
        boolean ours = NAMES.contains(lower) || SAME.containsKey(lower) || BUNDLED_BESIDES.contains(lower);
        if (ours || Reproduction.isTaken(lower) || name.startsWith(".")) {
            throw new UserError("the experiment in " + file + " would be called " + name + ", "
                    + (ours
                            ? "which is the name of one that the program brings"
                            : "which names something else in the folder of what is made")
                    + "; give the file another name");
        }
        return name;
    }

    /** An experiment of a file. */
    static Experiment parse(String name, String file, String yaml) {
        return parse(name, file, file, yaml);
    }

    private static Experiment parse(String name, String label, String file, String yaml) {
        try {
            Object read = new Load(LoadSettings.builder().setLabel(label).build()).loadFromString(yaml);
            if (!(read instanceof Map<?, ?> declared)) {
                throw new UserError(label + " declares no experiment: it must be keys and values, such as title: …");
            }
            Map<Object, Object> whole = SettingsSections.flattened(declared);
            whole.put("name", name);
            whole.put("file", file);
            whole.putIfAbsent("quick", Map.of());
            return JSON.convertValue(whole, Experiment.class);
        } catch (JacksonException e) {
            throw new UserError(
                    e.getCause() instanceof InvalidSettings invalid
                            ? invalid.problems().stream()
                                    .map(problem -> label + ": " + place(e) + problem)
                                    .collect(Collectors.joining("\n"))
                            : label + " cannot be understood as an experiment: " + e.getMessage(),
                    e);
        } catch (YamlEngineException e) {
            throw new UserError(label + " cannot be understood as an experiment: " + e.getMessage(), e);
        }
    }

    /** What is not run but planned. */
    static RealScale realScale() {
        return JSON.convertValue(
                new Load(LoadSettings.builder().build()).loadFromString(resource(RealScale.NAME + ".yaml")),
                RealScale.class);
    }

    /** Where in the file something stands: {@code questions.test[0].}. */
    private static String place(JacksonException e) {
        StringBuilder place = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                place.deleteCharAt(place.length() - 1)
                        .append('[')
                        .append(step.getIndex())
                        .append("].");
            } else {
                place.append(step.getPropertyName()).append('.');
            }
        }
        return place.toString();
    }

    private static String resource(String name) {
        try (InputStream in = Experiments.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
