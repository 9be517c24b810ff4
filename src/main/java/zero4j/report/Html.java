package zero4j.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import zero4j.PlainText;

/**
 * A page of HTML that is well-formed XML, too. Whatever texts say, they are shown and do nothing: markup is escaped, and characters
 * that act, hide or reorder are written out, as {@link PlainText} does.
 */
final class Html {
    private static final Set<String> EMPTY = Set.of("meta", "br", "hr");

    private final StringBuilder page = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Begins an element.
     *
     * @param attributes names and values by turns
     */
    Html open(String tag, String... attributes) {
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
    Html close() {
        page.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** A text in its lines. */
    Html text(String text) {
        page.append(escaped(PlainText.of(text)));
        return this;
    }

    /** An element that holds a text alone. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** Markup of the program's own, such as a chart; nothing that comes from data. */
    Html markup(String own) {
        page.append(own);
        return this;
    }

    /** A table; one that is too wide is scrolled. */
    Html table(Table table) {
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

    /** The page. */
    String end() {
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
