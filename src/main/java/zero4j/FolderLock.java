package zero4j;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file, by which one evaluation or training at a time has a folder; closing lets go, and so does the end of the process.
 * The file stays.
 */
public final class FolderLock implements AutoCloseable {
    /**
     * Lock files that this process has. Many systems let go of a lock as soon as its process closes any channel of the file, so for
     * these no second one is opened. Guarded by the class.
     */
    private static final Set<Path> HELD = new HashSet<>();

    /** Who only asks ({@link #held}) has a shared lock for a moment; whoever takes the lock just then must not be refused for it. */
    private static final int ATTEMPTS = 4;

    private static final long PAUSE_NANOS = 10_000_000;

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes a lock.
     *
     * @param file made as needed, in a folder that is there
     * @return empty if somebody has it, in this process or another
     */
    public static Optional<FolderLock> take(Path file) {
        synchronized (FolderLock.class) {
            try {
                Path real = real(file);
                if (HELD.contains(real)) {
                    return Optional.empty();
                }
                FileChannel channel = FileChannel.open(real, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (!taken(channel)) {
                    channel.close();
                    return Optional.empty();
                }
                HELD.add(real);
                return Optional.of(new FolderLock(real, channel));
            } catch (IOException e) {
                throw AtomicFile.failure(file, e);
            }
        }
    }

    private static boolean taken(FileChannel channel) throws IOException {
        try {
            return taken(channel::tryLock);
        } catch (OverlappingFileLockException e) {
            return false; // Another copy of this class has it.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether one of the attempts gets the lock. */
    static boolean taken(Attempt attempt) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (attempt.lock() != null) {
                return true;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    /** Tries to get a lock without waiting for it; null while somebody else has one. */
    @FunctionalInterface
    interface Attempt {
        @Nullable
        FileLock lock() throws IOException;
    }

    /** Whether somebody has the lock at this moment, in this process or another. */
    public static boolean held(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        synchronized (FolderLock.class) {
            try {
                return HELD.contains(real(file)) || heldByAnother(file);
            } catch (IOException e) {
                throw new UserError("cannot look at " + file + ": " + e.getMessage(), e);
            }
        }
    }

    private static boolean heldByAnother(Path file) throws IOException {
        // A shared lock is enough to meet an exclusive one, and needs no right to write.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** One name for a file however its folder is called. */
    private static Path real(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
        return folder.toRealPath().resolve(Objects.requireNonNull(file.getFileName()));
    }

    @Override
    public void close() {
        synchronized (FolderLock.class) {
            try {
                channel.close();
            } catch (IOException e) {
                throw AtomicFile.failure(file, e);
            } finally {
                HELD.remove(file);
            }
        }
    }
}
