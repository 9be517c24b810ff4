package zero4j.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts separated values into rows of cells, as bytes. After a row that makes no sense it goes on behind the line's end. Not thread-safe. */
final class CsvReader {
    private static final String NOT_CLOSED =
            "the quotation mark that opens a cell here is never closed, so that the rest of the file would be one cell";
    private static final String BEHIND_QUOTES =
            "text follows a closing quotation mark; inside of quoted cells quotation marks are doubled";

    /**
     * A row.
     *
     * @param line where it begins
     * @param fault what is wrong with it; empty if nothing
     */
    record Row(List<byte[]> cells, long line, String fault) {
        /** An empty line, or nothing but separators. */
        boolean isBlank() {
            return fault.isEmpty() && cells.stream().allMatch(cell -> cell.length == 0);
        }

        /** The line in which spreadsheets say how they separate: {@code sep=;}. */
        boolean namesSeparator() {
            return Arrays.equals(cells.getFirst(), "sep=".getBytes(StandardCharsets.US_ASCII));
        }

        boolean unclosed() {
            return fault.equals(NOT_CLOSED);
        }

        boolean badQuotes() {
            return fault.equals(BEHIND_QUOTES);
        }
    }

    private final InputStream in;
    private final char separator;
    private final boolean backslashes;
    private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
    private List<byte[]> cells = new ArrayList<>();
    private String fault = "";
    private long kept;
    private long line = 1;
    private int next;

    CsvReader(InputStream in, char separator, boolean backslashes) throws IOException {
        this.in = in;
        this.separator = separator;
        this.backslashes = backslashes;
        next = in.read();
    }

    /** The next row, or null at the end. */
    @Nullable
    Row next() throws IOException {
        if (next < 0) {
            return null;
        }
        cells = new ArrayList<>();
        fault = "";
        kept = 0;
        long from = line;
        do {
            readCell();
        } while (took(separator));
        if (next == '\r') {
            advance();
        }
        if (next == '\n') {
            advance();
        }
        return new Row(cells, from, fault);
    }

    private void readCell() throws IOException {
        cell.reset();
        while (next == ' ') {
            keep();
        }
        if (next == '"') {
            cell.reset();
            advance();
            quoted();
            while (next == ' ') {
                advance();
            }
            if (!ends()) {
                fault = fault.isEmpty() ? BEHIND_QUOTES : fault;
            }
        }
        boolean lost = !fault.isEmpty();
        while (lost ? next >= 0 && next != '\n' && next != '\r' : !ends()) {
            keep();
        }
        cells.add(cell.toByteArray());
    }

    private void quoted() throws IOException {
        while (next >= 0) {
            if (next == '"') {
                advance();
                if (next != '"') {
                    return;
                }
            } else if (next == '\\' && backslashes) {
                advance();
                if (next != '"') {
                    add('\\');
                    continue;
                }
            }
            keep();
        }
        fault = NOT_CLOSED;
    }

    private boolean ends() {
        return next < 0 || next == '\n' || next == '\r' || next == separator;
    }

    private boolean took(char wanted) throws IOException {
        if (next != wanted) {
            return false;
        }
        advance();
        return true;
    }

    private void keep() throws IOException {
        if (next >= 0) {
            add(next);
            advance();
        }
    }

    private void add(int b) {
        if (++kept > Bytes.MOST) {
            fault = fault.isEmpty() ? Bytes.TOO_LONG : fault;
            cell.reset();
        } else {
            cell.write(b);
        }
    }

    private void advance() throws IOException {
        int passed = next;
        next = in.read();
        if (passed == '\n' || (passed == '\r' && next != '\n')) {
            line++;
        }
    }
}
