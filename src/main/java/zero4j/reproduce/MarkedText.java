package zero4j.reproduce;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;
import zero4j.report.Html;

/**
 * Writes Markdown on a page that needs nothing else: HTML in it is shown as text, a picture as the words that stand for it, and only
 * links to the web lead anywhere.
 */
final class MarkedText extends AbstractVisitor {
    private final Html page;

    private MarkedText(Html page) {
        this.page = page;
    }

    static void write(Html page, String markdown) {
        Parser.builder().build().parse(markdown).accept(new MarkedText(page));
    }

    private void in(String tag, Node node) {
        page.open(tag);
        visitChildren(node);
        page.close();
    }

    @Override
    public void visit(Paragraph paragraph) {
        Node list = paragraph.getParent() == null ? null : paragraph.getParent().getParent();
        if (list instanceof ListBlock items && items.isTight()) {
            visitChildren(paragraph);
        } else {
            in("p", paragraph);
        }
    }

    @Override
    public void visit(Heading heading) {
        in("h" + Math.clamp(heading.getLevel(), 3, 6), heading);
    }

    @Override
    public void visit(BulletList list) {
        in("ul", list);
    }

    @Override
    public void visit(OrderedList list) {
        in("ol", list);
    }

    @Override
    public void visit(ListItem item) {
        in("li", item);
    }

    @Override
    public void visit(BlockQuote quote) {
        in("blockquote", quote);
    }

    @Override
    public void visit(Emphasis emphasis) {
        in("em", emphasis);
    }

    @Override
    public void visit(StrongEmphasis emphasis) {
        in("strong", emphasis);
    }

    @Override
    public void visit(Link link) {
        if (link.getDestination().matches("https?://.*")) {
            page.open("a", "href", link.getDestination());
            visitChildren(link);
            page.close();
        } else {
            visitChildren(link);
        }
    }

    @Override
    public void visit(Code code) {
        page.element("code", code.getLiteral());
    }

    @Override
    public void visit(FencedCodeBlock code) {
        page.element("pre", code.getLiteral(), "class", "prompt");
    }

    @Override
    public void visit(IndentedCodeBlock code) {
        page.element("pre", code.getLiteral(), "class", "prompt");
    }

    @Override
    public void visit(HtmlBlock html) {
        page.element("p", html.getLiteral());
    }

    @Override
    public void visit(HtmlInline html) {
        page.text(html.getLiteral());
    }

    @Override
    public void visit(Text text) {
        page.text(text.getLiteral());
    }

    @Override
    public void visit(SoftLineBreak line) {
        page.text("\n");
    }

    @Override
    public void visit(HardLineBreak line) {
        page.open("br");
    }

    @Override
    public void visit(ThematicBreak line) {
        page.open("hr");
    }
}
