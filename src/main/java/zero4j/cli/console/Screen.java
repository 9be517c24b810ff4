package zero4j.cli.console;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import zero4j.PlainText;
import zero4j.report.Table;

/**
 * Where all output of the program to a terminal goes through: nothing in it acts on the terminal ({@link PlainText}), and lines
 * and tables are laid out for its columns. Where output goes elsewhere, lines are not broken.
 */
public final class Screen extends PrintWriter {
    private static final int LABEL = 11;

    private final int columns;

    /** @param columns that a line may have; {@link Integer#MAX_VALUE} for any number */
    public Screen(Writer out, int columns) {
        super(new Plain(out), true);
        this.columns = columns;
    }

    /** The screen behind a writer: itself if it is one. */
    public static Screen of(PrintWriter out) {
        return out instanceof Screen screen ? screen : new Screen(out, Terminal.columns());
    }

    /** Columns that a line may have. */
    int columns() {
        return columns;
    }

    /** A line of a header. It goes on below its text where it is longer than a line. */
    public void line(String what, String text) {
        String label = String.format(Locale.ROOT, "%-" + (LABEL - 1) + "s ", PlainText.line(what));
        String indent = " ".repeat(label.length());
        List<String> lines = PlainText.wrapped(PlainText.line(text), columns - label.length());
        for (int i = 0; i < lines.size(); i++) {
            println(((i == 0 ? label : indent) + lines.get(i)).stripTrailing());
        }
    }

    /** A sentence or more, in as many lines as they need. */
    public void paragraph(String text) {
        PlainText.wrapped(PlainText.line(text), columns).forEach(this::println);
    }

    /** A command that the user may copy: however long, it is not broken. */
    public void command(String what, String command) {
        println(String.format(Locale.ROOT, "%-" + (LABEL - 1) + "s %s", what, PlainText.line(command)));
    }

    /** A table, in as many blocks or lines as its columns need. */
    public void table(Table table) {
        println(table.text(columns));
    }

    /** Something that the user should know: a sentence, and lines below it if there are more. */
    public void warning(String text) {
        note("warning", text);
    }

    /** What went wrong. */
    public void error(String text) {
        note("error", text);
    }

    /** Lines below the first are indented, so that no data can pass for a message of the program. */
    private void note(String kind, String text) {
        String[] lines = (kind + ": " + text.stripTrailing()).split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            println(i == 0 || lines[i].startsWith("  ") ? lines[i] : "  " + lines[i]);
        }
        flush();
    }

    private static final class Plain extends FilterWriter {
        private Plain(Writer out) {
            super(out);
        }

        @Override
        public void write(int character) throws IOException {
            write(Character.toString(character), 0, 1);
        }

        @Override
        public void write(char[] characters, int start, int length) throws IOException {
            write(new String(characters, start, length), 0, length);
        }

        @Override
        public void write(String text, int start, int length) throws IOException {
            String part = text.substring(start, start + length);
            // The line ends of the program's own println are two characters on some systems.
            out.write(part.equals(System.lineSeparator()) ? part : PlainText.of(part));
        }
    }
}
