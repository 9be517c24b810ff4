package zero4j.data;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import zero4j.UserError;

/**
 * The files that hold one set of rows: a file, the shards of a set in their order, or what a saved set consists of.
 *
 * @param name of the set: that of the file without its ending, or what the shards' names have in common
 * @param source for messages
 */
record FileSet(String name, String source, List<Path> files) {
    private static final Set<String> TEXTS = Set.of("jsonl", "ndjson", "json", "csv", "tsv");
    private static final Set<String> TABLES = Set.of("parquet", "arrow");
    private static final String PACKED = ".gz";

    /** Beside the data of a download, and no data. */
    private static final Set<String> DESCRIPTIONS = Set.of(
            "dataset_infos.json",
            "dataset_info.json",
            "state.json",
            "readme.md",
            "readme.txt",
            "license.md",
            "license.txt");

    /** The endings of files with rows, in words. */
    static final String ENDINGS =
            ".jsonl, .ndjson, .json, .csv or .tsv (each with .gz behind it too), .parquet or .arrow";

    private static final int SHOWN = 10;
    private static final String TRAIN = "train";

    /**
     * The set that is meant by a path: a file, a folder that holds one set or one called {@code train}, or a pattern ({@code *} and
     * {@code ?} in the last name), which is all files that it matches, in the order of their names.
     *
     * @param known whether a file may be one of such a set
     * @throws UserError if there is none, or several
     */
    static FileSet one(Path path, Known known) {
        if (isPattern(path)) {
            List<Path> files = matching(path);
            List<FileSet> sets = Shard.joined(files, true);
            return sets.size() == 1 ? sets.getFirst() : new FileSet(stem(path), path.toString(), files);
        }
        List<FileSet> sets = all(path, known, true);
        List<FileSet> train =
                sets.stream().filter(set -> set.name().equalsIgnoreCase(TRAIN)).toList();
        if (sets.size() == 1 || train.size() == 1) {
            return sets.size() == 1 ? sets.getFirst() : train.getFirst();
        }
        List<String> names = sets.stream()
                .limit(SHOWN)
                .map(set -> String.valueOf(path.relativize(Path.of(set.source()))))
                .toList();
        throw new UserError(path + " holds several sets: " + String.join(", ", names)
                + (sets.size() > SHOWN ? " and " + (sets.size() - SHOWN) + " more" : "")
                + ". Name one of them, such as " + sets.getFirst().source() + ".");
    }

    /**
     * All sets that a path holds: one, those of a folder in the order of their names (where it has none, those of its folders), or
     * the splits of a saved data set in theirs.
     *
     * @param numbered whether files that are numbered are shards of one set, too; benchmarks may be called {@code level1},
     *     {@code level2}
     * @throws UserError if there is none
     */
    static List<FileSet> all(Path path, Known known, boolean numbered) {
        if (isPattern(path)) {
            return Shard.joined(matching(path), numbered);
        }
        if (!Files.exists(path)) {
            throw new UserError(path.toAbsolutePath().normalize() + " does not exist");
        }
        if (!Files.isDirectory(path)) {
            return List.of(new FileSet(stem(path), path.toString(), List.of(path)));
        }
        if (ArrowFolder.is(path)) {
            return saved(path);
        }
        List<FileSet> found = inside(path, known, numbered);
        if (found.isEmpty()) {
            throw new UserError("there are no data in " + path + "; expected files that end in " + known.inWords()
                    + ", or a folder saved by Hugging Face datasets, which has a state.json or dataset_dict.json");
        }
        return found;
    }

    /** Whether there is something at a path, or files that match its pattern. */
    static boolean exists(Path path) {
        return Files.exists(path) || (isPattern(path) && !matches(path).isEmpty());
    }

    /** Whether a file has rows, by its ending. */
    static boolean holdsRows(Path file) {
        return TEXTS.contains(ending(file)) || TABLES.contains(ending(file));
    }

    /** What files of a folder hold data. */
    record Known(Set<String> besides, String inWords) {
        boolean accepts(Path file) {
            return (holdsRows(file) || besides.contains(ending(file)))
                    && !DESCRIPTIONS.contains(fileName(file).toLowerCase(Locale.ROOT));
        }
    }

    private static List<FileSet> saved(Path folder) {
        List<Path> folders = ArrowFolder.hasSplits(folder) ? ArrowFolder.splits(folder) : List.of(folder);
        return folders.stream()
                .map(split -> new FileSet(fileName(split), split.toString(), ArrowFolder.files(split)))
                .toList();
    }

    /** The sets of a plain folder: its files, or where it has none, what its folders hold, as downloads often have it. */
    private static List<FileSet> inside(Path folder, Known known, boolean numbered) {
        List<Path> visible = listed(folder);
        List<Path> files = visible.stream()
                .filter(Files::isRegularFile)
                .filter(known::accepts)
                .toList();
        return files.isEmpty()
                ? visible.stream()
                        .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                        .flatMap(path -> (ArrowFolder.is(path) ? saved(path) : inside(path, known, numbered)).stream())
                        .toList()
                : Shard.joined(files, numbered);
    }

    private static List<Path> listed(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> !fileName(path).startsWith(".")).sorted().toList();
        } catch (IOException e) {
            throw new UserError("cannot list the folder " + folder, e);
        }
    }

    private static boolean isPattern(Path path) {
        return !Files.exists(path) && fileName(path).matches(".*[*?].*");
    }

    private static List<Path> matching(Path pattern) {
        List<Path> files = matches(pattern);
        if (files.isEmpty()) {
            throw new UserError("no file matches " + pattern.toAbsolutePath().normalize());
        }
        return files;
    }

    private static List<Path> matches(Path pattern) {
        Path folder = pattern.resolveSibling("");
        Path parent = folder.toString().isEmpty() ? Path.of(".") : folder;
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        String glob = fileName(pattern).replaceAll("[\\[\\]{}\\\\]", "\\\\$0");
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        return listed(parent).stream()
                .filter(Files::isRegularFile)
                .filter(file -> matcher.matches(file.getFileName()))
                .map(file -> folder.resolve(file.getFileName()))
                .toList();
    }

    static String fileName(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().normalize().getFileName(), "a path of data has a name")
                .toString();
    }

    /** The ending that says what a file is, without that of gzip. */
    static String ending(Path path) {
        String name = unpacked(fileName(path).toLowerCase(Locale.ROOT));
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String unpacked(String name) {
        boolean packed = name.toLowerCase(Locale.ROOT).endsWith(PACKED);
        return packed ? name.substring(0, name.length() - PACKED.length()) : name;
    }

    static String stem(Path path) {
        String name = unpacked(fileName(path));
        int dot = name.lastIndexOf('.');
        return dot > 0 && !Files.isDirectory(path) ? name.substring(0, dot) : name;
    }
}
