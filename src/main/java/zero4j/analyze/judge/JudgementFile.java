package zero4j.analyze.judge;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.Words;

/**
 * Judgements that were paid for, a line of JSON each, appended as they come and known by their content: the same response is never
 * asked about twice. Replies without a judgement are kept at the end, so that a table made again is the same and costs nothing; but not if
 * most replies of the judge are such, for then it is set up wrongly. A line that a crash has cut off is left out. Safe for several
 * threads.
 */
final class JudgementFile implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

    private final Path file;
    private final FolderLock lock;
    /** No channel, which an interrupt would close. */
    private final RandomAccessFile lines;

    private final JudgeSettings judge;
    private final Map<String, Judgement> known = new HashMap<>();
    /** Replies without a judgement that are not in the file. */
    private final List<Line> replies = new ArrayList<>();

    private long judged;
    private boolean leavesOutReplies;

    /**
     * What was said of a response.
     *
     * @param number the judgement; empty if the reply had none
     * @param said the beginning of such a reply; empty otherwise
     */
    record Judgement(OptionalInt number, String said) {
        static Judgement of(int number) {
            return new Judgement(OptionalInt.of(number), "");
        }

        static Judgement malformed(String said) {
            return new Judgement(OptionalInt.empty(), said);
        }
    }

    /** As a line has it. */
    private record Line(
            String key,
            String task,
            String endpoint,
            String model,
            Optional<Integer> judgement,
            Optional<String> reply) {}

    private JudgementFile(Path file, JudgeSettings judge, FolderLock lock, RandomAccessFile lines) {
        this.file = file;
        this.judge = judge;
        this.lock = lock;
        this.lines = lines;
    }

    /**
     * Opens a file, or makes it.
     *
     * @param judge whose judgements are put
     * @param notes hears of lines that cannot be read
     * @throws UserError if it cannot be read or written, or somebody else writes it
     */
    static JudgementFile open(Path file, JudgeSettings judge, Consumer<String> notes) {
        try {
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
            Files.createDirectories(folder);
            FolderLock lock = FolderLock.take(folder.resolve(file.getFileName() + ".lock"))
                    .orElseThrow(() ->
                            new UserError(file + " is being written by another analysis: wait for it, or stop it"));
            try {
                JudgementFile opened = new JudgementFile(file, judge, lock, new RandomAccessFile(file.toFile(), "rw"));
                opened.read(notes);
                return opened;
            } catch (IOException | UserError e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw AtomicFile.failure(file, e);
        }
    }

    private void read(Consumer<String> notes) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int unreadable = 0;
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                unreadable += keep(new String(bytes, from, i - from, StandardCharsets.UTF_8)) ? 0 : 1;
                from = i + 1;
            }
        }
        lines.setLength(from);
        lines.seek(from);
        unreadable += from < bytes.length ? 1 : 0;
        if (unreadable > 0) {
            notes.accept(Words.counted(unreadable, "line") + " of " + file
                    + " cannot be read: what was judged there is asked again");
        }
    }

    private boolean keep(String text) {
        try {
            Line line = JSON.readValue(text, Line.class);
            if (line.judgement().isPresent()) {
                known.put(line.key(), Judgement.of(line.judgement().get()));
                judged += line.endpoint().equals(judge.endpoint().toString())
                                && line.model().equals(judge.model())
                        ? 1
                        : 0;
            } else if (!judge.again()) {
                known.put(line.key(), Judgement.malformed(line.reply().orElse("")));
            }
            return true;
        } catch (JacksonException | NullPointerException e) {
            return false; // counted and told
        }
    }

    /** What is known of a key. */
    synchronized Optional<Judgement> get(String key) {
        return Optional.ofNullable(known.get(key));
    }

    /** Keeps what was said; a judgement is in the file when this returns. */
    synchronized void put(String key, JudgeTask task, Judgement judgement) {
        boolean isOne = judgement.number().isPresent();
        Line line = new Line(
                key,
                task.word(),
                judge.endpoint().toString(),
                judge.model(),
                isOne ? Optional.of(judgement.number().getAsInt()) : Optional.empty(),
                isOne ? Optional.empty() : Optional.of(judgement.said()));
        if (isOne) {
            try {
                write(line);
            } catch (IOException e) {
                throw AtomicFile.failure(file, e);
            }
            judged++;
        } else {
            replies.add(line);
        }
        known.put(key, judgement);
    }

    private void write(Line line) throws IOException {
        lines.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps no replies without a judgement of this time: the model is not fit to judge, as it is now. */
    synchronized void leaveOutReplies() {
        leavesOutReplies = true;
    }

    @Override
    public synchronized void close() {
        try (lock;
                lines) {
            if (!leavesOutReplies && replies.size() <= judged) {
                for (Line reply : replies) {
                    write(reply);
                }
            }
            lines.getFD().sync();
        } catch (IOException e) {
            throw AtomicFile.failure(file, e);
        }
    }
}
