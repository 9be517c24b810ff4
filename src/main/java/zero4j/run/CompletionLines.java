package zero4j.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The completions in the lines of a file that are whole; behind one that is not, nothing counts. One is in memory at a time. */
public final class CompletionLines implements Iterator<CompletionRecord> {
    /** Names as in everything else that the program writes: {@code finish_reason}. */
    private static final JsonMapper LINES = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final InputStream in;
    private @Nullable CompletionRecord next;

    /** @param in buffered; stays the caller's to close */
    public CompletionLines(InputStream in) {
        this.in = in;
        this.next = read();
    }

    /** A completion as a line, which is ended. */
    public static String of(CompletionRecord record) {
        return LINES.writeValueAsString(record) + "\n";
    }

    private @Nullable CompletionRecord read() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return null;
                }
                line.write(b);
            }
            return LINES.readValue(line.toString(StandardCharsets.UTF_8), CompletionRecord.class);
        } catch (JacksonException damaged) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one that is next, and stays so; empty behind the last. */
    public Optional<CompletionRecord> peek() {
        return Optional.ofNullable(next);
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public CompletionRecord next() {
        CompletionRecord record = next;
        if (record == null) {
            throw new NoSuchElementException();
        }
        next = read();
        return record;
    }
}
