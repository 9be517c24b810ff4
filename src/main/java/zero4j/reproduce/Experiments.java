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
import java.util.Map;
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
            return parse(bundled, bundled + ".yaml", resource(bundled + ".yaml"));
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
            return parse(
                    String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", ""), name, Files.readString(file));
        } catch (IOException e) {
            throw new UserError("cannot read the experiment " + name + ": it is not a readable text file", e);
        }
    }

    static Experiment parse(String name, String file, String yaml) {
        try {
            Object read = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(yaml);
            if (!(read instanceof Map<?, ?> declared)) {
                throw new UserError(file + " declares no experiment: it must be keys and values, such as title: …");
            }
            Map<Object, Object> whole = SettingsSections.flattened(declared);
            whole.put("name", name);
            whole.putIfAbsent("quick", Map.of());
            return JSON.convertValue(whole, Experiment.class);
        } catch (JacksonException e) {
            throw new UserError(
                    e.getCause() instanceof InvalidSettings invalid
                            ? invalid.problems().stream()
                                    .map(problem -> file + ": " + place(e) + problem)
                                    .collect(Collectors.joining("\n"))
                            : file + " cannot be understood as an experiment: " + e.getMessage(),
                    e);
        } catch (YamlEngineException e) {
            throw new UserError(file + " cannot be understood as an experiment: " + e.getMessage(), e);
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
