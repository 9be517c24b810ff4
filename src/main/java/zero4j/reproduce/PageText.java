package zero4j.reproduce;

import java.util.List;
import java.util.stream.Collectors;
import zero4j.PlainText;
import zero4j.report.Html;

/** Writes the parts of a page: as one HTML file with all that it needs, or as Markdown with pictures beside it. */
final class PageText {
    private PageText() {}

    static String html(String title, List<PagePart> parts) {
        return Html.page(title, page -> parts.forEach(part -> html(page, part)));
    }

    private static void html(Html page, PagePart part) {
        switch (part) {
            case PagePart.Heading heading -> page.element("h" + heading.level(), heading.text());
            case PagePart.Said said -> page.element("p", said.text());
            case PagePart.Caution caution -> page.element("p", caution.text(), "class", "warning");
            case PagePart.Marked marked -> MarkedText.write(page, marked.markdown());
            case PagePart.Numbers numbers -> page.table(numbers.table());
            case PagePart.Figure figure -> {
                page.open("figure", "class", "exhibit").markup(figure.chart().svg());
                page.element("figcaption", figure.caption()).close();
            }
            case PagePart.Command command -> page.element("pre", command.line(), "class", "prompt");
        }
    }

    /** As GitHub shows it; it ends with a line end. */
    static String markdown(List<PagePart> parts) {
        return parts.stream().map(PageText::markdown).collect(Collectors.joining("\n\n", "", "\n"));
    }

    private static String markdown(PagePart part) {
        return switch (part) {
            case PagePart.Heading heading -> "#".repeat(heading.level()) + " " + escaped(heading.text());
            case PagePart.Said said -> paragraph(said.text());
            case PagePart.Caution caution -> "> " + paragraph(caution.text());
            case PagePart.Marked marked -> PlainText.of(marked.markdown().strip());
            case PagePart.Numbers numbers ->
                numbers.table().withCells(PageText::escaped).markdown();
            case PagePart.Figure figure ->
                "![" + escaped(figure.title()) + "](" + figure.name() + ".svg)\n\n" + paragraph(figure.caption());
            case PagePart.Command command -> "```\n" + PlainText.line(command.line()) + "\n```";
        };
    }

    /** What begins as a heading or a list would is none. */
    private static String paragraph(String text) {
        return escaped(text).replaceFirst("^(\\s*)([#>+=-]|\\d+[.)](?= ))", "$1\\\\$2");
    }

    /** A plain text on one line, so that nothing in it is read as Markdown or HTML. */
    static String escaped(String text) {
        return PlainText.line(text.strip().replaceAll("\\s*\\R\\s*", " "))
                .replaceAll("[\\\\`*<~]|&(?=#?\\w+;)|(?<=])\\(|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])", "\\\\$0");
    }
}
