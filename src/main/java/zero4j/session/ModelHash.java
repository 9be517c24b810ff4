package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zero4j.Sha256;
import zero4j.UserError;

/** Names a model by its contents. */
final class ModelHash {
    private static final Pattern PART = Pattern.compile(".*\\.(json|gz|safetensors|jinja|model)|merges\\.txt");

    /** What a checkpoint has besides the model. */
    private static final Set<String> TRAINING =
            Set.of("optimizer.safetensors", "trainer.json", "rollouts.json", "pretrainer.json", "checksums.json");

    private ModelHash() {}

    /** SHA-256 over names and bytes of configuration, tokenizer and weights (hex): what training adds to a checkpoint is not counted. */
    static String of(Path folder) {
        return ofFiles(parts(folder).stream()
                .filter(file -> file.getFileName().toString().matches(".*\\.(json|gz|safetensors)"))
                .toList());
    }

    /** SHA-256 of each file that a model consists of (hex), by name: what training adds to a checkpoint is none of them. */
    static SortedMap<String, String> byFile(Path folder) {
        SortedMap<String, String> hashes = new TreeMap<>();
        parts(folder).forEach(file -> hashes.put(file.getFileName().toString(), ofBytes(file)));
        return hashes;
    }

    /** Bytes that {@link #byFile} reads. */
    static long bytes(Path folder) {
        return parts(folder).stream().mapToLong(file -> file.toFile().length()).sum();
    }

    /** Whether a file of that name belongs to the model in a folder. */
    static boolean isPart(String name) {
        return PART.matcher(name).matches() && !name.contains("/") && !TRAINING.contains(name);
    }

    private static List<Path> parts(Path folder) {
        return files(folder).stream()
                .filter(file -> isPart(file.getFileName().toString()))
                .toList();
    }

    /** SHA-256 of a file's bytes (hex). */
    static String ofBytes(Path file) {
        try {
            return new Sha256().add(file).hex();
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e, e);
        }
    }

    /** Of names, sizes and times of change of a model's files: no weights are read. */
    static String ofListing(Path folder) {
        List<String> lines = new ArrayList<>();
        try {
            for (Path file : files(folder)) {
                lines.add(file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        return new Sha256().add(String.join("\n", lines)).hex();
    }

    /** SHA-256 over names and bytes of files (hex). */
    static String ofFiles(List<Path> files) {
        Sha256 hash = new Sha256();
        try {
            for (Path file : files) {
                hash.add(file.getFileName().toString()).add(file);
            }
        } catch (IOException e) {
            throw new UserError("cannot read " + files + ": " + e, e);
        }
        return hash.hex();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static UserError unreadable(Path folder, IOException e) {
        return new UserError("cannot read the model in " + folder + ": " + e, e);
    }
}
