package zero4j.reward;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.OneLine;
import zero4j.Words;

/**
 * What a reward's program says on its standard error: kept in memory until there is a folder for it, then in a file there, behind what
 * is there already. Of much that is said before, the beginning and the end are kept. Thread-safe.
 */
final class RewardLog {
    /** The file's name. */
    static final String NAME = "reward.stderr.log";

    /** Begins the lines that this program writes into the file. */
    private static final String OWN = "zero4j: ";

    private static final int KEPT = 1 << 16;
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN_LENGTH = 200;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private byte[] tail = {};
    private @Nullable Path file;
    private @Nullable IOException failure;
    private long saidBefore;
    private long leftOut;

    /** From now on in this folder. */
    synchronized void keepIn(Path folder) {
        file = folder.resolve(NAME);
        append(head.toByteArray());
        long behind = saidBefore - head.size();
        int known = (int) Math.min(behind, tail.length);
        if (behind > known) {
            leftOut += behind - known;
            append(("\nzero4j: " + Words.counted(behind - known, "byte") + " that it said here were not kept\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        append(Arrays.copyOfRange(tail, tail.length - known, tail.length));
        head.reset();
        saidBefore = 0;
    }

    /** Reads to the end. */
    void drain(InputStream in) {
        byte[] buffer = new byte[1 << 13];
        try (in) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                add(Arrays.copyOf(buffer, count));
            }
        } catch (IOException e) {
            note("its standard error cannot be read: " + e.getMessage());
        }
    }

    /** A remark of this program's own. */
    void note(String text) {
        add((OWN + text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void add(byte[] bytes) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(tail);
        both.writeBytes(bytes);
        byte[] all = both.toByteArray();
        tail = all.length <= KEPT ? all : Arrays.copyOfRange(all, all.length - KEPT, all.length);
        if (file != null) {
            append(bytes);
        } else {
            head.write(bytes, 0, Math.min(bytes.length, KEPT - head.size()));
            saidBefore += bytes.length;
        }
    }

    /** A disk that is full must not stop the program whose words these are: its scores count. */
    private void append(byte[] bytes) {
        if (file == null || failure != null || bytes.length == 0) {
            return;
        }
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            failure = e;
        }
    }

    /** The last lines, and where all are, for the message of a failure; empty if it said nothing. */
    synchronized String lastWords() {
        List<String> lines = new String(tail, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(OWN)) // Its words, and not what is said of it.
                .toList();
        StringBuilder text = new StringBuilder();
        if (!lines.isEmpty()) {
            text.append("\nIt said last:");
            lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())
                    .forEach(line -> text.append("\n  ").append(OneLine.of(line, SHOWN_LENGTH)));
        }
        if (failure != null) {
            text.append("\nNot all that it said could be written to ")
                    .append(file)
                    .append(": ")
                    .append(failure);
        } else if (file != null && Files.exists(file)) {
            text.append(leftOut == 0 ? "\nAll that it said is in " : "\nWhat it said is in ")
                    .append(file)
                    .append(
                            leftOut == 0
                                    ? ""
                                    : ", but for " + Words.counted(leftOut, "byte")
                                            + " from before there was this file");
        }
        return text.toString();
    }
}
