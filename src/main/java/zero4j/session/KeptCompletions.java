package zero4j.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import zero4j.run.CompletionRecord;

/** The completions in the lines of a file that are whole; behind one that is not, nothing counts. */
final class KeptCompletions implements Iterator<CompletionRecord>, AutoCloseable {
    private final InputStream in;
    private final JsonMapper lines;
    private @Nullable CompletionRecord next;

    KeptCompletions(InputStream in, JsonMapper lines) {
        this.in = in;
        this.lines = lines;
        this.next = read();
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
            return lines.readValue(line.toString(StandardCharsets.UTF_8), CompletionRecord.class);
        } catch (JacksonException damaged) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one that is next, which stays so. */
    @Nullable
    CompletionRecord peek() {
        return next;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
