package zero4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import zero4j.UserError;
import zero4j.Words;

/**
 * A file that is a part of a set, by its name: {@code train-00000-of-00004.parquet}, or {@code part-0.jsonl} beside
 * {@code part-1.jsonl}.
 *
 * @param set name of the set
 * @param before what stands before the number in the file's name
 * @param digits the number as it is written
 * @param after what stands behind it
 * @param total shards of the set; 0 if the name does not say
 */
record Shard(Path file, String set, String before, String digits, String after, int total) {
    private static final Pattern COUNTED = Pattern.compile("(.*?[-_.]?)(\\d{3,7})-of-(\\d{3,7})(?:-[0-9a-f]{8,})?");
    private static final Pattern NUMBERED = Pattern.compile("(.*?[-_.]?)(\\d{1,7})");
    private static final int SHOWN = 5;

    private static Optional<Shard> of(Path file, boolean numbered) {
        String name = FileSet.fileName(file);
        String stem = FileSet.stem(file);
        Matcher counted = COUNTED.matcher(stem);
        if (counted.matches()) {
            return Optional.of(of(file, name, counted, Integer.parseInt(counted.group(3))));
        }
        Matcher number = NUMBERED.matcher(stem);
        return numbered && number.matches() ? Optional.of(of(file, name, number, 0)) : Optional.empty();
    }

    private static Shard of(Path file, String name, Matcher found, int total) {
        String common = found.group(1).replaceFirst("[-_.]$", "");
        Path folder = file.toAbsolutePath().normalize().getParent();
        // Shards that are called by their numbers alone are called after their folder.
        String set = common.isEmpty() && folder != null && folder.getFileName() != null
                ? folder.getFileName().toString()
                : common;
        return new Shard(file, set, found.group(1), found.group(2), name.substring(found.end(2)), total);
    }

    private int number() {
        return Integer.parseInt(digits);
    }

    private String nameOf(int number) {
        return before + String.format(Locale.ROOT, "%0" + digits.length() + "d", number) + after;
    }

    /** What the shards of one set have in common; the older ones of the Hugging Face hub end in a hash of their own. */
    private String key() {
        return before + "*" + (total > 0 ? "-of-" + total + FileSet.ending(file) : after);
    }

    /**
     * The files of a folder as sets, in the order of their names.
     *
     * @param numbered whether files that are only numbered, from 0 or 1, are joined, too
     * @throws UserError if a shard is missing
     */
    static List<FileSet> joined(List<Path> files, boolean numbered) {
        Map<Path, Shard> shards = new HashMap<>();
        Map<String, List<Shard>> groups = new HashMap<>();
        for (Path file : files) {
            of(file, numbered).ifPresent(shard -> {
                shards.put(file, shard);
                groups.computeIfAbsent(shard.key(), _ -> new ArrayList<>()).add(shard);
            });
        }
        groups.values().removeIf(group -> group.getFirst().total() == 0 && !isSeries(group));
        List<FileSet> sets = new ArrayList<>();
        for (Path file : files) {
            Shard shard = shards.get(file);
            List<Shard> group = shard == null ? null : groups.get(shard.key());
            if (group == null) {
                sets.add(new FileSet(FileSet.stem(file), file.toString(), List.of(file)));
            } else if (group.getFirst().equals(shard)) {
                sets.add(joined(group));
            }
        }
        return sets;
    }

    private static boolean isSeries(List<Shard> group) {
        int first = group.stream().mapToInt(Shard::number).min().orElse(-1);
        return group.size() > 1 && (first == 0 || first == 1);
    }

    private static FileSet joined(List<Shard> group) {
        List<Shard> ordered =
                group.stream().sorted(Comparator.comparingInt(Shard::number)).toList();
        requireWhole(ordered);
        Shard first = ordered.getFirst();
        Path pattern = first.file().resolveSibling(first.before() + "*" + first.after());
        return new FileSet(
                first.set(),
                (ordered.size() == 1 ? first.file() : pattern).toString(),
                ordered.stream().map(Shard::file).toList());
    }

    private static void requireWhole(List<Shard> ordered) {
        Shard first = ordered.getFirst();
        for (int i = 0; i + 1 < ordered.size(); i++) {
            if (ordered.get(i).number() == ordered.get(i + 1).number()) {
                throw new UserError("the same shard is there twice: "
                        + ordered.get(i).file() + " and " + ordered.get(i + 1).file() + ". Remove one of them.");
            }
        }
        int from = first.total() > 0 ? 0 : first.number();
        int to = first.total() > 0 ? first.total() : ordered.getLast().number() + 1;
        int[] missing = IntStream.range(from, to)
                .filter(number -> ordered.stream().noneMatch(shard -> shard.number() == number))
                .toArray();
        if (missing.length > 0) {
            List<String> names =
                    IntStream.of(missing).limit(SHOWN).mapToObj(first::nameOf).toList();
            throw new UserError(
                    first.file().toAbsolutePath().normalize().getParent() + " has " + ordered.size() + " of "
                            + Words.counted(to - from, "shard") + " of " + first.set() + "; missing: "
                            + String.join(", ", names)
                            + (missing.length > SHOWN ? " and " + (missing.length - SHOWN) + " more" : "")
                            + ". Fetch what is missing, or name the files that are to be read.");
        }
        if (ordered.getLast().number() >= to) {
            throw new UserError(ordered.getLast().file() + " is one too many: by its name there "
                    + (first.total() == 1 ? "is " : "are ") + Words.counted(first.total(), "shard")
                    + ", numbered from 0. Rename or remove it.");
        }
    }
}
