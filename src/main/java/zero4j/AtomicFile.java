package zero4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files and folders that are complete or absent: written under a temporary name beside the target, forced to disk, then
 * renamed. A crash at any moment leaves the old file or the new one.
 *
 * <p>Every failure (a full disk, a missing right) is a {@link UserError} that names the target.
 */
public final class AtomicFile {
    private static final String TEMPORARY = ".tmp";
    /** Ends the name of a folder that makes way: unlike a temporary one it is complete, and returns if its successor never came. */
    private static final String FORMER = ".former";

    private AtomicFile() {}

    /** Writes the contents of one file into an empty channel. */
    @FunctionalInterface
    public interface Contents {
        /** Writes everything; the channel is open for reading and writing and is closed by the caller. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Puts the files of one folder into an empty folder. */
    @FunctionalInterface
    public interface FolderContents {
        /** Writes everything into {@code folder}. */
        void writeTo(Path folder) throws IOException;
    }

    /** Replaces or creates {@code target} with these bytes. */
    public static void write(Path target, byte[] bytes) {
        write(target, channel -> {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        });
    }

    /** Replaces or creates {@code target} with this text in UTF-8. */
    public static void write(Path target, String text) {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces or creates {@code target} with what {@code contents} writes. Folders above it are made as needed. */
    public static void write(Path target, Contents contents) {
        Path temporary = temporaryBeside(target);
        try {
            Files.createDirectories(parent(target));
            try (FileChannel channel = FileChannel.open(
                    temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                contents.writeTo(channel);
                channel.force(true);
            }
            move(temporary, target);
            forceFolder(parent(target));
        } catch (IOException e) {
            throw failure(target, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /**
     * Creates the folder {@code target} with the files that {@code contents} puts into it; all are forced to disk before
     * the folder appears.
     *
     * @throws UserError also if {@code target} exists
     */
    public static void writeFolder(Path target, FolderContents contents) {
        requireAbsent(target);
        replaceFolder(target, contents);
    }

    /** Refuses a folder that exists. */
    public static void requireAbsent(Path target) {
        if (Files.exists(target)) {
            throw new UserError(target + " exists already; remove it or choose another folder");
        }
    }

    /**
     * Like {@link #writeFolder}, but a folder of that name makes way once the new one is complete. A crash between the two
     * renames leaves the old one under another name, which {@link #mend} undoes.
     */
    public static void replaceFolder(Path target, FolderContents contents) {
        Path temporary = temporaryBeside(target);
        Path former = parent(target).resolve("." + target.getFileName() + FORMER);
        try {
            Files.createDirectories(temporary);
            contents.writeTo(temporary);
            forceTree(temporary);
            settle(target, former);
            if (Files.exists(target)) {
                move(target, former);
            }
            try {
                move(temporary, target);
            } finally {
                settle(target, former);
            }
            forceFolder(parent(target));
        } catch (IOException e) {
            throw failure(target, e);
        } catch (UserError e) {
            // The temporary name says nothing to the user, and is gone when the message is read.
            throw new UserError(String.valueOf(e.getMessage()).replace(temporary.toString(), target.toString()), e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Ends a replacement: the former folder goes, or returns if there is no new one. */
    private static void settle(Path target, Path former) throws IOException {
        if (!Files.exists(former)) {
            return;
        }
        if (Files.exists(target)) {
            Path temporary = temporaryBeside(target);
            move(former, temporary); // half deleted it must not return
            deleteTree(temporary);
        } else {
            move(former, target);
        }
    }

    /**
     * Makes sure, before long work, that {@code target} can be written after it: makes a file for a moment beside it, or in the
     * nearest folder above that is there.
     */
    public static void requireWritable(Path target) {
        Path there = parent(target);
        for (Path above = there; above != null && !Files.exists(there); above = above.getParent()) {
            there = above;
        }
        Path probe = temporaryBeside(there.resolve("probe"));
        try {
            if (!Files.isDirectory(there)) {
                throw new FileAlreadyExistsException(there.toString());
            }
            Files.createFile(probe);
        } catch (AccessDeniedException e) {
            throw failure(target, new AccessDeniedException(there.toString()));
        } catch (IOException e) {
            throw failure(target, e);
        } finally {
            deleteQuietly(probe);
        }
    }

    /**
     * Renames a complete folder in one step.
     *
     * @param target on the same disk; it must not exist
     */
    public static void moveFolder(Path folder, Path target) {
        try {
            move(folder, target);
            forceFolder(parent(target));
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /** Deletes a folder and everything in it; it disappears at once under a temporary name first. */
    public static void deleteFolder(Path folder) {
        try {
            Path temporary = temporaryBeside(folder);
            move(folder, temporary);
            deleteTree(temporary);
        } catch (IOException e) {
            throw failure(folder, e);
        }
    }

    /** Whether {@link #mend} would find nothing to do in a folder. */
    public static boolean inOrder(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> String.valueOf(child.getFileName()))
                    .noneMatch(name -> name.startsWith(".") && (name.endsWith(TEMPORARY) || name.endsWith(FORMER)));
        } catch (IOException e) {
            throw new UserError("cannot list the folder " + folder, e);
        }
    }

    /**
     * Puts a folder in order after a crash: temporary files and folders are deleted, and what made way for a folder that
     * never came returns. Nobody may be writing into it.
     */
    public static void mend(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.toList()) {
                String name = String.valueOf(child.getFileName());
                if (name.startsWith(".") && name.endsWith(TEMPORARY)) {
                    deleteTree(child);
                } else if (name.startsWith(".") && name.endsWith(FORMER)) {
                    settle(folder.resolve(name.substring(1, name.length() - FORMER.length())), child);
                }
            }
        } catch (IOException e) {
            throw failure(folder, e);
        }
    }

    /** The error of a failed write to {@code target}. */
    public static UserError failure(Path target, IOException cause) {
        return new UserError(
                "cannot write " + target + ": " + reason(cause) + "; " + remedy(cause) + "choose another folder",
                cause);
    }

    private static String remedy(IOException cause) {
        return switch (cause) {
            case AccessDeniedException _ -> "mend the rights, or ";
            case FileAlreadyExistsException _, NoSuchFileException _ -> "";
            default -> "free space, mend the rights, or ";
        };
    }

    private static String reason(IOException cause) {
        // The message of a FileSystemException is the file's name; why it failed is kept apart, or in the type.
        String reason = cause instanceof FileSystemException fs ? fs.getReason() : cause.getMessage();
        return switch (cause) {
            case AccessDeniedException denied -> denied.getFile() + " may not be written";
            case FileAlreadyExistsException existing -> existing.getFile() + " is a file";
            case NoSuchFileException _ -> "there is no such folder";
            default -> reason != null ? reason : cause.getClass().getSimpleName();
        };
    }

    private static Path parent(Path target) {
        return Objects.requireNonNull(target.toAbsolutePath().getParent(), "a file has a folder");
    }

    private static Path temporaryBeside(Path target) {
        return parent(target).resolve("." + target.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot rename atomically", e);
        }
    }

    private static void forceTree(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                if (Files.isDirectory(path)) {
                    forceFolder(path);
                } else {
                    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                        channel.force(true);
                    }
                }
            }
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return; // Windows cannot open a folder as a channel.
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            deleteTree(path);
        } catch (IOException e) {
            // Only a left-over temporary file; the failure that left it there is already on its way to the user.
            System.getLogger(AtomicFile.class.getName()).log(System.Logger.Level.WARNING, "cannot delete " + path, e);
        }
    }

    private static void deleteTree(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (Files.isDirectory(path)) {
            try (Stream<Path> children = Files.list(path)) {
                for (Path child : (Iterable<Path>) children::iterator) {
                    deleteTree(child);
                }
            }
        }
        Files.delete(path);
    }
}
