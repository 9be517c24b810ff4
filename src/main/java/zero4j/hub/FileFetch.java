package zero4j.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.Words;

/**
 * The transfer of the files of one commit into a folder. What is there of a file is in a part file whose name holds the checksum
 * of the whole, so that it is continued by the same contents only, whatever commit they belong to; a finished file has its own name
 * and the right checksum.
 *
 * @param progress is told how many bytes came
 * @param stopped whether to give up
 */
record FileFetch(
        HubClient client,
        HubRepository repository,
        URI endpoint,
        String commit,
        Path folder,
        LongConsumer progress,
        BooleanSupplier stopped) {
    private static final int CHUNK = 1 << 17;
    private static final int MOST_WRONG = 2;

    /** The file where the beginning of another one waits for its rest. */
    static Path part(Path folder, HubFile file) {
        return folder.resolve(file.path() + "." + file.checksum().hex().substring(0, 16) + ".part");
    }

    /**
     * Fetches one file.
     *
     * @throws UserError if it cannot be had, or written
     */
    void fetch(HubFile file) throws InterruptedException {
        Path part = part(folder, file);
        Retries retries = client.retries(file.path());
        int wrong = 0;
        while (true) {
            try {
                transfer(file, part, retries);
            } catch (IOException e) {
                if (stopped.getAsBoolean()) {
                    throw new CancellationException();
                }
                retries.after(e);
                continue;
            }
            if (finish(file, part)) {
                return;
            }
            wrong++;
            if (wrong == MOST_WRONG) {
                throw new UserError(
                        file.path() + ": what came is not what the hub lists: its checksum is another, "
                                + Words.counted(wrong, "time")
                                + ". It was thrown away; if it happens again, something between here and the hub changes files");
            }
        }
    }

    /** Gives a complete part its name; one with the wrong contents goes. */
    private boolean finish(HubFile file, Path part) {
        try {
            boolean right = file.is(part);
            if (right) {
                Files.move(part, folder.resolve(file.path()), StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.delete(part);
            }
            return right;
        } catch (IOException e) {
            throw AtomicFile.failure(part, e);
        }
    }

    /** Fetches what is missing of a part; that it is all there says nothing of its contents. */
    private void transfer(HubFile file, Path part, Retries retries) throws IOException, InterruptedException {
        try (FileChannel channel = opened(part)) {
            if (channel.size() > file.size()) {
                channel.truncate(0);
            }
            if (channel.size() == file.size()) {
                return;
            }
            HubClient.Answer answer =
                    client.open(repository, repository.file(endpoint, commit, file.path()), channel.size());
            try (InputStream body = answer.body()) {
                requireCommit(file, answer.commit());
                beginAt(channel, file, answer);
                copy(body, channel, file, retries);
            }
            force(channel, part);
        }
    }

    private void requireCommit(HubFile file, Optional<String> now) {
        if (now.isPresent() && !now.get().equals(commit)) {
            throw new UserError(file.path() + ": the hub answers with commit " + HubClient.printable(now.get())
                    + " instead of " + commit + "; begin again");
        }
    }

    /** Places the channel where the answer begins, which a server without ranges decides by itself. */
    private static void beginAt(FileChannel channel, HubFile file, HubClient.Answer answer) throws IOException {
        long from = 0;
        if (answer.status() == 206) {
            String range = answer.headers().firstValue("Content-Range").orElse("");
            from = channel.size();
            if (!range.startsWith("bytes " + from + "-")
                    || (!range.endsWith("/" + file.size()) && !range.endsWith("/*"))) {
                channel.truncate(0); // so that the next try asks for all of it
                throw new IOException("the server sent another part of the file than asked for");
            }
        }
        OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
        if (length.isPresent() && from + length.getAsLong() != file.size()) {
            throw new IOException("the server sends " + Words.counted(from + length.getAsLong(), "byte")
                    + " instead of " + file.size());
        }
        channel.truncate(from);
        channel.position(from);
    }

    private void copy(InputStream body, FileChannel channel, HubFile file, Retries retries) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int count;
        while ((count = body.read(chunk)) >= 0) {
            if (stopped.getAsBoolean()) {
                throw new CancellationException();
            }
            if (channel.position() + count > file.size()) {
                channel.truncate(0);
                throw new IOException("the server sent more than " + Words.counted(file.size(), "byte"));
            }
            write(ByteBuffer.wrap(chunk, 0, count), channel, file);
            progress.accept(count);
            if (count > 0) {
                retries.progressed();
            }
        }
        if (channel.size() < file.size()) {
            throw new IOException(
                    "the transfer ended after " + channel.size() + " of " + Words.counted(file.size(), "byte"));
        }
    }

    /** Unlike a connection, a disk does not get better by trying again. */
    private void write(ByteBuffer bytes, FileChannel channel, HubFile file) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw AtomicFile.failure(folder.resolve(file.path()), e);
        }
    }

    private static FileChannel opened(Path part) {
        try {
            Files.createDirectories(Objects.requireNonNull(part.getParent(), "a file has a folder"));
            return FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw AtomicFile.failure(part, e);
        }
    }

    private static void force(FileChannel channel, Path part) {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw AtomicFile.failure(part, e);
        }
    }
}
