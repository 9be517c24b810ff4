package zero4j.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.JsonFile;
import zero4j.UserError;

/**
 * The CRC-32C of each file of a checkpoint, in its file {@value #FILE}: what was cut, mixed up or damaged on its way is found, and
 * large files are read at the speed of the disk. Checkpoints of program versions that did not keep them have no such file.
 */
final class Checksums {
    static final String FILE = "checksums.json";
    private static final int BUFFER = 1 << 20;

    private Checksums() {}

    /** Writes down those of the files that are in a folder now. */
    static void write(Path folder) throws IOException {
        SortedMap<String, String> sums = new TreeMap<>();
        for (Path file : files(folder)) {
            sums.put(name(folder, file), sum(file));
        }
        AtomicFile.write(folder.resolve(FILE), JsonMapper.shared().writeValueAsString(sums) + "\n");
    }

    /**
     * Compares with what was written down.
     *
     * @param names of the files that matter
     * @throws UserError that names a file which is missing or another one than was saved
     */
    static void requireSame(Path folder, Predicate<String> names) {
        Path list = folder.resolve(FILE);
        if (!Files.isRegularFile(list)) {
            return;
        }
        try {
            for (Map.Entry<String, String> then : read(list).entrySet()) {
                Path file = folder.resolve(then.getKey());
                if (!names.test(then.getKey())) {
                    continue;
                }
                if (!Files.isRegularFile(file)) {
                    throw new UserError(file + " is missing");
                }
                if (!sum(file).equals(then.getValue())) {
                    throw new UserError(file + " has changed since it was saved: its checksum is not that in " + FILE);
                }
            }
        } catch (InvalidPathException e) {
            throw new UserError(list + " is damaged: it names what can be no file", e);
        } catch (IOException e) {
            throw new UserError("cannot read the checkpoint " + folder + ": " + e, e);
        }
    }

    private static Map<String, String> read(Path list) {
        try {
            return JsonFile.read(list, new TypeReference<Map<String, String>>() {});
        } catch (IOException e) {
            throw new UserError(list + " is damaged: it is not what was saved", e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static String sum(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum.update(buffer, 0, read);
            }
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
