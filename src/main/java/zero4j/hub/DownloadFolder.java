package zero4j.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.Words;

/** The folder that a download makes, and the one beside it where the files are gathered until all are there. */
record DownloadFolder(Path target) {
    private static final String UNFINISHED = ".downloading";
    private static final String LOCK = ".lock";
    private static final long MEGABYTE = 1_000_000;
    private static final int SHOWN = 3;

    Path gathered() {
        return target.resolveSibling(target.getFileName() + UNFINISHED);
    }

    /** Whether there is a folder with something in it. */
    boolean isThere() {
        if (!Files.exists(target)) {
            return false;
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            throw new UserError(target + " must be a folder that can be read, or absent", e);
        }
    }

    /**
     * Looks whether a folder that is there has all the files. It is left as it is in any case: somebody may be using it.
     *
     * @throws UserError if not
     */
    void requireWhole(List<HubFile> files, String origin) {
        List<String> wrong = new ArrayList<>();
        for (HubFile file : files) {
            Path path = target.resolve(file.path());
            if (!has(file, path)) {
                wrong.add(file.path() + (Files.exists(path) ? " is another" : " is missing"));
            }
        }
        if (!wrong.isEmpty()) {
            throw new UserError(target + " is there already, and is not " + origin + ": "
                    + wrong.stream().limit(SHOWN).collect(Collectors.joining(", "))
                    + (wrong.size() > SHOWN ? ", and " + Words.counted(wrong.size() - SHOWN, "more file") : "")
                    + ". Choose another folder with --to, or remove this one");
        }
    }

    /** Makes the folder to gather in and takes it for this process. */
    FolderLock take() {
        try {
            Files.createDirectories(gathered());
        } catch (IOException e) {
            throw AtomicFile.failure(gathered(), e);
        }
        return FolderLock.take(gathered().resolve(LOCK))
                .orElseThrow(() -> new UserError("another download into " + target + " is going on: wait for it"));
    }

    /** The files that are still to be fetched, whole or in part. What belongs to no file, as parts of other contents, goes. */
    List<HubFile> missing(List<HubFile> files) {
        Set<Path> belongs = new HashSet<>(Set.of(gathered().resolve(LOCK)));
        List<HubFile> missing = new ArrayList<>();
        for (HubFile file : files) {
            Path path = gathered().resolve(file.path());
            if (has(file, path)) {
                belongs.add(path);
            } else {
                belongs.add(FileFetch.part(gathered(), file));
                missing.add(file);
            }
        }
        try (Stream<Path> tree = Files.walk(gathered())) {
            for (Path path : tree.filter(path -> !Files.isDirectory(path)).toList()) {
                if (!belongs.contains(path)) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw AtomicFile.failure(gathered(), e);
        }
        return missing;
    }

    /** Bytes to come. */
    long toFetch(List<HubFile> missing) {
        long bytes = 0;
        for (HubFile file : missing) {
            Path part = FileFetch.part(gathered(), file);
            try {
                long there = Files.exists(part) ? Files.size(part) : 0;
                bytes += there > file.size() ? file.size() : file.size() - there;
            } catch (IOException e) {
                throw AtomicFile.failure(part, e);
            }
        }
        return bytes;
    }

    /**
     * Looks whether so many bytes have room.
     *
     * @throws UserError if not
     */
    void requireRoom(long bytes) {
        try {
            long free = Files.getFileStore(gathered()).getUsableSpace();
            if (free < bytes) {
                throw new UserError(target + " needs " + megabytes(bytes) + " more, and its disk has room for "
                        + megabytes(free) + ": make room, or choose a folder of another disk with --to");
            }
        } catch (IOException e) {
            throw AtomicFile.failure(gathered(), e);
        }
    }

    static String megabytes(long bytes) {
        return (bytes + MEGABYTE - 1) / MEGABYTE + " MB";
    }

    /** The end: the gathered files become the folder, if all are there. */
    void settle() {
        try {
            Files.delete(gathered().resolve(LOCK));
            if (!isThere()) {
                Files.deleteIfExists(target);
            }
        } catch (IOException e) {
            throw AtomicFile.failure(target, e);
        }
        AtomicFile.moveFolder(gathered(), target);
    }

    private static boolean has(HubFile file, Path path) {
        try {
            return file.is(path);
        } catch (IOException e) {
            throw new UserError("cannot read " + path + ": mend the rights, or choose another folder", e);
        }
    }

    /** A path as the user wrote it, as long as it ends with a name of its own. */
    static DownloadFolder of(Path target) {
        Path folder = target.normalize();
        boolean named = folder.getFileName() != null && !folder.endsWith("") && !folder.endsWith("..");
        return new DownloadFolder(named ? folder : target.toAbsolutePath().normalize());
    }
}
