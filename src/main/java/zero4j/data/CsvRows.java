package zero4j.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zero4j.UserError;

/**
 * Rows of separated values below a header line. All cells are text, so that an answer of 007 stays one. The separator is the one that
 * the header line has most of: comma, semicolon, tab or bar; in a .tsv a tab if there is one. Quotation marks inside quoted cells are doubled (RFC 4180); where that
 * makes no sense of a file, marks behind backslashes are tried.
 */
final class CsvRows {
    private static final String SEPARATORS = ",;\t|";

    private final Path file;
    private final RawTable table;
    private final List<String> header = new ArrayList<>();
    private boolean unclosed;
    private boolean badQuotes;

    private CsvRows(Path file, RawTable table) {
        this.file = file;
        this.table = table;
    }

    /** @param usual separator of a header line that has none more often; a tab is one wherever it occurs */
    static void read(Path file, RawTable table, char usual) throws IOException {
        char separator = separator(file, usual);
        RawTable doubled = table.empty();
        CsvRows rows = new CsvRows(file, doubled);
        rows.readAll(separator, false);
        if (rows.badQuotes || rows.unclosed) {
            RawTable escaped = table.empty();
            CsvRows other = new CsvRows(file, escaped);
            other.readAll(separator, true);
            if (!other.unclosed
                    && escaped.problems().size() < doubled.problems().size()) {
                table.takeAll(escaped);
                return;
            }
        }
        if (rows.unclosed) {
            throw new UserError(doubled.problems().getLast() + ". Mend the file.");
        }
        table.takeAll(doubled);
    }

    private static char separator(Path file, char usual) throws IOException {
        try (InputStream in = new BufferedInputStream(TextInput.open(file), 1 << 16)) {
            long[] counts = new long[SEPARATORS.length()];
            boolean quoted = false;
            boolean blank = true;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (!quoted && (b == '\n' || b == '\r')) {
                    if (!blank) {
                        break;
                    }
                    Arrays.fill(counts, 0); // Blank lines stand above the header line.
                    continue;
                }
                quoted ^= b == '"';
                int which = SEPARATORS.indexOf(b);
                blank &= which >= 0;
                if (which >= 0 && !quoted) {
                    counts[which]++;
                }
            }
            return mostOften(counts, usual);
        }
    }

    private static char mostOften(long[] counts, char usual) {
        char best = usual;
        // The tab that a name promises is never part of a heading; commas are.
        boolean settled = usual == '\t' && counts[SEPARATORS.indexOf(usual)] > 0;
        for (int i = 0; i < counts.length && !settled; i++) {
            if (counts[i] > counts[SEPARATORS.indexOf(best)]) {
                best = SEPARATORS.charAt(i);
            }
        }
        return best;
    }

    private void readAll(char separator, boolean backslashes) throws IOException {
        try (InputStream in = new BufferedInputStream(TextInput.open(file), 1 << 16)) {
            CsvReader reader = new CsvReader(in, separator, backslashes);
            long index = -1;
            for (CsvReader.Row row = reader.next(); row != null; row = reader.next()) {
                if (row.isBlank()) {
                    continue;
                }
                if (index < 0) {
                    if (row.namesSeparator()) {
                        continue;
                    }
                    header(row);
                } else {
                    row(index, row);
                }
                index++;
            }
        }
    }

    private void header(CsvReader.Row row) {
        if (!row.fault().isEmpty()) {
            throw new UserError(
                    file + ", line " + row.line() + ": in the header line " + row.fault() + ". Mend the file.");
        }
        try {
            for (byte[] cell : row.cells()) {
                header.add(TextInput.utf8(cell).strip());
            }
        } catch (TextInput.BadText e) {
            throw new UserError(file + ", line " + row.line() + ": " + e.what() + ".", e);
        }
        header.forEach(table::column);
    }

    private void row(long index, CsvReader.Row row) {
        if (!row.fault().isEmpty()) {
            unclosed |= row.unclosed();
            badQuotes |= row.badQuotes();
            table.problem(file, index, row.line(), row.fault());
            return;
        }
        int count = row.cells().size();
        boolean surplus = row.cells().stream().skip(header.size()).anyMatch(cell -> cell.length > 0);
        if (count < header.size() || surplus) {
            table.problem(
                    file,
                    index,
                    row.line(),
                    count + (count == 1 ? " cell" : " cells") + " where the header line has " + header.size()
                            + "; texts with separators, quotation marks or line ends belong in quotation marks");
            return;
        }
        try {
            Map<String, Object> cells = new LinkedHashMap<>();
            for (int c = 0; c < header.size(); c++) {
                byte[] cell = row.cells().get(c);
                cells.putIfAbsent(header.get(c), cell.length == 0 ? RawTable.NOTHING : TextInput.utf8(cell));
            }
            table.row(file, index, row.line(), cells);
        } catch (TextInput.BadText e) {
            table.problem(file, index, row.line(), e.what());
        }
    }
}
