package zero4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.JsonFile;
import zero4j.UserError;
import zero4j.Words;

/**
 * What a run was made with: enough to repeat it, and to see why two runs differ.
 *
 * @param program version of this program
 * @param jvm version and vendor
 * @param os name, version and architecture
 * @param cpu model name, where the system tells it, and number of cores
 * @param libtorch version, or a word why there is none
 * @param device that computed, for example the name of a graphics card
 * @param seed of every random draw
 * @param time of the run's start
 * @param model hash of the base model's files
 * @param reward name of the reward; null in runs of program versions that did not keep it
 * @param data fingerprint of each question set by name, sorted by name
 * @param files hash of every file that the run depends on besides, by what it is; null in runs of program versions that kept only
 *     the one hash of the model
 * @param settings every setting by its key, as the recipe of the run's folder said it at the start; null as {@code files} may be
 */
public record Provenance(
        String program,
        String jvm,
        String os,
        String cpu,
        String libtorch,
        String device,
        long seed,
        Instant time,
        String model,
        @Nullable String reward,
        Map<String, String> data,
        @Nullable Map<String, String> files,
        @Nullable Map<String, String> settings) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Provenance {
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(model, "model");
        data = Collections.unmodifiableMap(new TreeMap<>(data));
    }

    /** The provenance of a run that starts now in this JVM on this machine. */
    public static Provenance here(
            String libtorch,
            String device,
            long seed,
            String model,
            String reward,
            Map<String, String> data,
            Map<String, String> files,
            Map<String, String> settings) {
        return new Provenance(
                programVersion(),
                property("java.vm.version") + " " + property("java.vm.vendor"),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                cpuModel() + ", " + Words.counted(Runtime.getRuntime().availableProcessors(), "core"),
                libtorch,
                device,
                seed,
                Instant.now(),
                model,
                reward,
                data,
                new TreeMap<>(files),
                settings);
    }

    /** The program's version, which the build wrote into the jar, or a word for classes that run outside of one. */
    public static String programVersion() {
        @Nullable String version = Provenance.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }

    /** Writes it as JSON. */
    public void write(Path file) {
        AtomicFile.write(file, JSON.writeValueAsString(this) + "\n");
    }

    /** Reads what {@link #write} wrote. */
    public static Provenance read(Path file) {
        try {
            return JsonFile.read(file, new TypeReference<Provenance>() {});
        } catch (IOException e) {
            throw new UserError(
                    file + (Files.exists(file) ? " cannot be read" : " is missing")
                            + ", so nobody knows what the run began with; restore it, or start a new run",
                    e);
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static String cpuModel() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(property("os.arch"));
        } catch (IOException e) {
            return property("os.arch"); // Only Linux has the file.
        }
    }
}
