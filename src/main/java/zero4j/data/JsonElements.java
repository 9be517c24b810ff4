package zero4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import zero4j.UserError;

/**
 * Cuts JSON into the elements of its array, or into the objects that stand one after the other, by brackets and quotation marks
 * alone. So an element that is too long or not valid is a matter of its own, and those behind it are read. Not thread-safe.
 */
final class JsonElements {
    /** Is given each element. */
    interface Sink {
        void element(long index, long line, Bytes bytes);
    }

    private final Path file;
    private final InputStream in;
    private long line = 1;
    private long index;
    private int next;

    JsonElements(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    void each(Sink sink) throws IOException {
        advance();
        blanks();
        boolean array = next == '[';
        if (array) {
            advance();
        }
        blanks();
        while (next >= 0 && !(array && next == ']')) {
            long at = line;
            sink.element(index++, at, element());
            blanks();
            if (next == ',') {
                advance();
                blanks();
            } else if (array && next >= 0 && next != ']') {
                throw new UserError(
                        file + ", line " + line + ": a comma is missing between two elements. Mend the file.");
            }
        }
        if (array) {
            end();
        }
    }

    private void end() throws IOException {
        if (next < 0) {
            throw cutShort();
        }
        advance();
        blanks();
        if (next >= 0) {
            throw new UserError(file + ", line " + line + ": something follows the array. Mend the file.");
        }
    }

    private Bytes element() throws IOException {
        Bytes bytes = new Bytes();
        int depth = 0;
        boolean text = false;
        do {
            if (text) {
                if (next == '\\') {
                    bytes.add(next);
                    advance();
                } else if (next == '"') {
                    text = false;
                }
            } else {
                text = next == '"';
                depth += next == '{' || next == '[' ? 1 : next == '}' || next == ']' ? -1 : 0;
            }
            if (next < 0) {
                throw cutShort();
            }
            bytes.add(next);
            advance();
        } while (text || depth > 0 || (next >= 0 && !ends(bytes)));
        return bytes;
    }

    /** Whether an element outside of brackets is over: objects end by themselves. */
    private boolean ends(Bytes bytes) {
        return bytes.closed() || next == ',' || next == ']' || next == '}' || next <= ' ';
    }

    private void blanks() throws IOException {
        while (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
            advance();
        }
    }

    private void advance() throws IOException {
        if (next == '\n') {
            line++;
        }
        next = in.read();
    }

    private UserError cutShort() {
        return new UserError(file + ", line " + line
                + ": not valid JSON: the file ends in the middle of an element. Mend the file.");
    }
}
