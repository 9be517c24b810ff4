package zero4j.reproduce;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
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

    private static final String YAML = "(.*)\\.ya?ml";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultNullHandling(_ -> JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.AS_EMPTY))
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /** Of a file: all that an experiment has but for what the file is called. */
    private static final List<String> KEYS = Arrays.stream(Experiment.class.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(key -> !Set.of("name", "file").contains(key))
            .toList();

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
        if (!name.matches(YAML) || !Files.isRegularFile(file)) {
            throw new UserError(missing(name, file));
        }
        try {
            return parse(named(file), name, Files.readString(file));
        } catch (IOException e) {
            throw new UserError("cannot read the experiment " + name + ": it is not a readable text file", e);
        }
    }

    private static String missing(String name, Path file) {
        String expected = "; an experiment must be a YAML file that declares one";
        if (Files.isDirectory(file)) {
            return name + " is a folder" + expected;
        } else if (Files.exists(file)) {
            return name + " does not end in .yaml" + expected;
        } else if (name.matches(YAML)) {
            return "there is no file " + name + expected + ", or " + Words.oneOf(NAMES, name.replaceFirst(YAML, "$1"));
        }
        return "there is no experiment " + name
                + "; it must be a YAML file that declares one, all, list (alone: what there"
                + " is), " + RealScale.NAME + " (with --plan), " + BASES + " (the bundled models), or "
                + Words.oneOf(NAMES, name);
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
            for (Object key : declared.keySet()) {
                if (!KEYS.contains(String.valueOf(key))) {
                    throw new UserError(new Misread(label, yaml).unknown(String.valueOf(key), KEYS));
                }
            }
            Map<Object, Object> whole = SettingsSections.flattened(declared);
            whole.put("name", name);
            whole.put("file", file);
            whole.putIfAbsent("quick", Map.of());
            return JSON.convertValue(whole, Experiment.class);
        } catch (JacksonException e) {
            throw new UserError(new Misread(label, yaml).inWords(e), e);
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
