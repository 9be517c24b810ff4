package zero4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.Consumer;
import zero4j.PlainText;

/**
 * A page of HTML that is well-formed XML, too. Whatever texts say, they are shown and do nothing: markup is escaped, and characters
 * that act, hide or reorder are written out, as {@link PlainText} does.
 */
public final class Html {
    private static final Set<String> EMPTY = Set.of("meta", "br", "hr");

    /** A line end behind them would be a blank before the next letter. */
    private static final Set<String> WITHIN_A_LINE = Set.of("a", "code", "em", "strong");

    private final StringBuilder page = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    private Html() {}

    /**
     * A page in the style of all reports, which needs no other file and runs no script.
     *
     * @param body writes what is to be seen
     */
    public static String page(String title, Consumer<Html> body) {
        Html page = new Html();
        page.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").open("head");
        page.open("meta", "charset", "utf-8");
        page.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.open(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
        page.element("title", title);
        page.open("style").markup(style()).close().close().open("body");
        body.accept(page);
        return page.close().close().end();
    }

    private static String style() {
        try (InputStream in = Html.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("resource report.css is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Begins an element.
     *
     * @param attributes names and values by turns
     */
    public Html open(String tag, String... attributes) {
        page.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            page.append(' ').append(attributes[i]).append("=\"");
            page.append(escaped(PlainText.line(attributes[i + 1])).replace("\"", "&quot;"))
                    .append('"');
        }
        if (EMPTY.contains(tag)) {
            page.append("/>\n");
        } else {
            page.append('>');
            open.push(tag);
        }
        return this;
    }

    /** Ends the element that was begun last. */
    public Html close() {
        String tag = open.pop();
        page.append("</").append(tag).append(WITHIN_A_LINE.contains(tag) ? ">" : ">\n");
        return this;
    }

    /** A text in its lines. */
    public Html text(String text) {
        page.append(escaped(PlainText.of(text)));
        return this;
    }

    /** An element that holds a text alone. */
    public Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** Markup of the program's own, such as a chart; nothing that comes from data. */
    public Html markup(String own) {
        page.append(own);
        return this;
    }

    /** A table; one that is too wide is scrolled. */
    public Html table(Table table) {
        String kind = table.toTheLeft(table.header().size() - 1) ? "texts" : "numbers";
        open("div", "class", "scroll")
                .open("table", "class", kind)
                .open("thead")
                .open("tr");
        for (int i = 0; i < table.header().size(); i++) {
            cell("th", table, i, table.header().get(i));
        }
        close().close().open("tbody");
        for (var row : table.rows()) {
            open("tr");
            for (int i = 0; i < row.size(); i++) {
                cell("td", table, i, row.get(i));
            }
            close();
        }
        return close().close().close();
    }

    /** An interval stands below its number: beside it, a table of several scores would not fit the page. */
    private void cell(String tag, Table table, int column, String text) {
        int interval = text.indexOf(" [");
        if (table.toTheLeft(column)) {
            element(tag, text);
        } else if (interval < 0) {
            element(tag, text, "class", "number");
        } else {
            open(tag, "class", "number").text(text.substring(0, interval)).open("br");
            text(text.substring(interval + 1)).close();
        }
    }

    private String end() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return "<!DOCTYPE html>\n" + page;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                // No characters at all, and refused by readers of XML.
                case '\uFFFE', '\uFFFF' -> escaped.append(character == '\uFFFE' ? "\\ufffe" : "\\uffff");
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }
}
