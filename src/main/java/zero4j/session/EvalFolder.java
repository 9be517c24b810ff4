package zero4j.session;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.eval.CompletionLog;
import zero4j.run.CompletionLines;
import zero4j.run.CompletionRecord;

/**
 * An evaluation on disk: {@code evaluation.json} with settings and scores, {@code completions.jsonl} with every output. Until all
 * is there the completions go, as they come, to {@code unfinished.jsonl}, and {@code unfinished.json} says what they are of: so an
 * evaluation that was interrupted can go on, and the files of an earlier one stay until they are replaced. While it goes on nobody
 * else can: {@code evaluation.lock} is held.
 */
final class EvalFolder implements CompletionLog, AutoCloseable {
    /** Names as in everything else that the program writes: {@code max_new_tokens}. */
    private static final JsonMapper INDENTED = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private static final String MARKER = "unfinished.json";
    private static final String COMPLETIONS_SO_FAR = "unfinished.jsonl";
    static final String COMPLETIONS = "completions.jsonl";
    static final String SCORES = "evaluation.json";
    private static final String LOCK = "evaluation.lock";

    private final Path folder;
    private final Unfinished what;
    private final FileChannel lines;
    private final FolderLock lock;
    private final LongConsumer goesOn;
    private long count;

    private record Summary(Object description, String modelFiles, Object scores) {}

    /** @param modelFiles of which nothing may change while an evaluation is interrupted */
    private record Unfinished(Object description, String modelFiles) {}

    private EvalFolder(Path folder, Unfinished what, FileChannel lines, FolderLock lock, LongConsumer goesOn) {
        this.folder = folder;
        this.what = what;
        this.lines = lines;
        this.lock = lock;
        this.goesOn = goesOn;
    }

    /** Whether a folder holds an evaluation that can go on. */
    static boolean isUnfinished(Path folder) {
        return Files.isRegularFile(folder.resolve(MARKER));
    }

    /** What the evaluation in a folder is of, finished or not; a missing node if there is none that can be read. */
    static JsonNode description(Path folder) {
        Path file = folder.resolve(isUnfinished(folder) ? MARKER : SCORES);
        try {
            return Files.isRegularFile(file)
                    ? INDENTED.readTree(Files.readString(file)).path("description")
                    : INDENTED.missingNode();
        } catch (IOException | JacksonException unreadable) {
            return INDENTED.missingNode();
        }
    }

    /** Whole lines that the unfinished evaluation in a folder kept. */
    static long keptLines(Path folder) {
        Path lines = folder.resolve(COMPLETIONS_SO_FAR);
        if (!isUnfinished(folder) || !Files.exists(lines)) {
            return 0;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(lines))) {
            long count = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                count += b == '\n' ? 1 : 0;
            }
            return count;
        } catch (IOException e) {
            throw new UserError("cannot read " + lines + ": " + e, e);
        }
    }

    /** Removes the evaluation in a folder, and the folder if it has nothing else. */
    static void remove(Path folder) {
        try {
            for (String name : List.of(MARKER, COMPLETIONS_SO_FAR, COMPLETIONS, SCORES, LOCK)) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException somethingElse) {
            // stays
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }

    /** Whether a folder has the completions of an evaluation that was finished, be it begun anew since. */
    static boolean hasCompletions(Path folder) {
        return Files.exists(folder.resolve(COMPLETIONS));
    }

    /** Whether a folder holds the results of an evaluation, which another one would replace. */
    static boolean isFinished(Path folder) {
        return !isUnfinished(folder)
                && (Files.exists(folder.resolve(SCORES)) || Files.exists(folder.resolve(COMPLETIONS)));
    }

    /** @throws UserError if the folder holds the results of an evaluation */
    static void requireNone(Path folder) {
        if (isFinished(folder)) {
            throw new UserError(folder + " holds a finished evaluation; choose another folder, or say that it is to be"
                    + " replaced (eval --overwrite)");
        }
    }

    /**
     * Opens the folder for an evaluation, made as needed. The files of a finished one stay until they are replaced at the end.
     *
     * @param description of what is evaluated and how: a record, for JSON
     * @param model folder of the model
     * @param goesOn told once, before anything is sampled, behind how many completions that were kept the evaluation goes on
     * @throws UserError if it holds an unfinished evaluation of something else, or one that goes on at this moment
     */
    static EvalFolder open(Path folder, Object description, Path model, LongConsumer goesOn) {
        FolderLock lock = lock(folder);
        try {
            Unfinished what = new Unfinished(description, ModelHash.ofListing(model));
            return new EvalFolder(folder, what, lines(folder, what), lock, goesOn);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static FolderLock lock(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
        return FolderLock.take(folder.resolve(LOCK))
                .orElseThrow(() -> new UserError(
                        "another evaluation is writing to " + folder + "; wait for it or choose another folder"));
    }

    private static FileChannel lines(Path folder, Unfinished what) {
        String mine = INDENTED.writeValueAsString(what) + "\n";
        Path marker = folder.resolve(MARKER);
        Path unfinished = folder.resolve(COMPLETIONS_SO_FAR);
        try {
            if (Files.isRegularFile(marker)) {
                SameEvaluation.require(marker, Files.readString(marker), mine);
                takeBack(folder, unfinished);
            } else {
                // Before the marker: beside one the file is missing only if finish() has moved it.
                Files.write(unfinished, new byte[0]);
                AtomicFile.write(marker, mine);
            }
            return FileChannel.open(
                    unfinished, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw AtomicFile.failure(unfinished, e);
        }
    }

    /** A kill within {@link #finish} may have come behind the move of the completions. */
    private static void takeBack(Path folder, Path unfinished) throws IOException {
        Path moved = folder.resolve(COMPLETIONS);
        if (!Files.exists(unfinished) && Files.exists(moved)) {
            Files.move(moved, unfinished);
        }
    }

    /**
     * Looks whether what a folder holds, finished or not, is an evaluation of this.
     *
     * @param model folder of the model
     * @return whether it is finished
     * @throws UserError if it is an evaluation of something else, or of a model that has changed
     */
    static boolean requireSame(Path folder, Object description, Path model) {
        String name = isFinished(folder) ? SCORES : MARKER;
        if (!Files.isRegularFile(folder.resolve(name))) {
            return false;
        }
        try {
            String mine = INDENTED.writeValueAsString(new Unfinished(description, ModelHash.ofListing(model)));
            SameEvaluation.require(folder.resolve(name), Files.readString(folder.resolve(name)), mine);
        } catch (IOException e) {
            throw AtomicFile.failure(folder.resolve(name), e);
        }
        return name.equals(SCORES);
    }

    /** Opens what the model of a finished evaluation said. */
    static InputStream completions(Path folder) {
        return opened(folder.resolve(COMPLETIONS));
    }

    /** Opens what the model of an unfinished evaluation has said so far; a kill within {@link #finish} may have moved it. */
    static InputStream completionsSoFar(Path folder) {
        Path soFar = folder.resolve(COMPLETIONS_SO_FAR);
        Path file = Files.exists(soFar) ? soFar : folder.resolve(COMPLETIONS);
        return Files.exists(file) ? opened(file) : InputStream.nullInputStream();
    }

    private static InputStream opened(Path file) {
        try {
            return new BufferedInputStream(Files.newInputStream(file));
        } catch (IOException e) {
            throw AtomicFile.failure(file, e);
        }
    }

    /** Completions that are kept, once the evaluation goes on. */
    long count() {
        return count;
    }

    @Override
    public Iterator<CompletionRecord> kept() {
        try {
            lines.position(0);
            return new CompletionLines(new BufferedInputStream(Channels.newInputStream(lines)));
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }

    @Override
    public void goOnBehind(long records) {
        try {
            lines.position(0);
            InputStream in = new BufferedInputStream(Channels.newInputStream(lines));
            long end = 0;
            for (long seen = 0; seen < records; end++) {
                seen += in.read() == '\n' ? 1 : 0;
            }
            lines.truncate(end);
            lines.position(end);
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
        count = records;
        goesOn.accept(records);
    }

    @Override
    public void add(List<CompletionRecord> records) {
        try {
            for (CompletionRecord record : records) {
                ByteBuffer line = ByteBuffer.wrap(CompletionLines.of(record).getBytes(StandardCharsets.UTF_8));
                while (line.hasRemaining()) {
                    lines.write(line);
                }
                count++;
            }
        } catch (IOException e) {
            throw AtomicFile.failure(folder.resolve(COMPLETIONS_SO_FAR), e);
        }
    }

    /**
     * All is there.
     *
     * @param scores what came out: records, for JSON
     */
    void finish(Object scores) {
        Path completions = folder.resolve(COMPLETIONS);
        try {
            lines.force(true);
            lines.close();
            Files.move(folder.resolve(COMPLETIONS_SO_FAR), completions, StandardCopyOption.REPLACE_EXISTING);
            Summary summary = new Summary(what.description(), what.modelFiles(), scores);
            AtomicFile.write(folder.resolve(SCORES), INDENTED.writeValueAsString(summary) + "\n");
            Files.delete(folder.resolve(MARKER));
        } catch (IOException e) {
            throw AtomicFile.failure(completions, e);
        }
    }

    @Override
    public void close() {
        try (lock) {
            lines.close();
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }
}
