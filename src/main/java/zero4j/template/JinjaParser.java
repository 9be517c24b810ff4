package zero4j.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import zero4j.template.Jinja.Failure;
import zero4j.template.Jinja.Node;
import zero4j.template.Jinja.Term;

/** Reads templates: text, {@code {{ value }}}, and the statements for, if and set. Line ends behind statements and blanks before them vanish. */
final class JinjaParser {
    private static final Pattern TAG = Pattern.compile("\\{([{%#])([-+]?)(.*?)([-+]?)[}%#]\\}", Pattern.DOTALL);

    /** A piece of the source: text, or what stands in a tag. */
    private record Piece(char kind, String text) {}

    private final List<Piece> pieces = new ArrayList<>();
    private int at;

    JinjaParser(String source) {
        Matcher tags = TAG.matcher(source);
        int from = 0;
        boolean trim = false;
        boolean line = false;
        while (tags.find(from)) {
            char kind = tags.group(1).charAt(0);
            String text = source.substring(from, tags.start());
            text = begun(text, trim, line);
            if (tags.group(2).equals("-")) {
                text = text.stripTrailing();
            } else if (kind != '{' && !tags.group(2).equals("+")) {
                text = withoutIndent(text, from == 0);
            }
            add(text);
            if (kind != '#') {
                pieces.add(new Piece(kind, tags.group(3).strip()));
            }
            trim = tags.group(4).equals("-");
            line = kind != '{';
            from = tags.end();
        }
        add(begun(source.substring(from), trim, line));
    }

    private static String begun(String text, boolean trim, boolean line) {
        return trim ? text.stripLeading() : line && text.startsWith("\n") ? text.substring(1) : text;
    }

    /** Blanks between the line's begin and a statement. */
    private static String withoutIndent(String text, boolean start) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        return end > 0 ? text.charAt(end - 1) == '\n' ? text.substring(0, end) : text : start ? "" : text;
    }

    private void add(String text) {
        if (!text.isEmpty()) {
            pieces.add(new Piece('t', text));
        }
    }

    Node parse() {
        Node all = block(Set.of());
        if (at < pieces.size()) {
            throw new Failure("{% " + pieces.get(at).text() + " %} ends nothing");
        }
        return all;
    }

    private static String word(Piece piece) {
        return piece.text().split("\\s", 2)[0];
    }

    private static boolean ends(String word, Set<String> ends) {
        return ends.contains(word) || (word.startsWith("end") && !word.equals("endgeneration"));
    }

    private Node block(Set<String> ends) {
        List<Node> nodes = new ArrayList<>();
        while (at < pieces.size()) {
            Piece piece = pieces.get(at);
            if (piece.kind() == '%' && ends(word(piece), ends)) {
                break;
            }
            at++;
            nodes.add(node(piece));
        }
        return (scope, out) -> nodes.forEach(node -> node.write(scope, out));
    }

    private Node node(Piece piece) {
        if (piece.kind() == 't') {
            return (scope, out) -> out.append(piece.text());
        }
        if (piece.kind() == '{') {
            Term term = JinjaTerms.parse(piece.text());
            return (scope, out) -> out.append(Jinja.text(term.value(scope)));
        }
        String rest = piece.text().substring(word(piece).length()).strip();
        return switch (word(piece)) {
            case "if" -> condition(rest);
            case "for" -> loop(rest);
            case "set" -> assignment(rest);
            case "generation", "endgeneration" -> (scope, out) -> {};
            default -> throw new Failure("the statement {% " + word(piece) + " %} is not known");
        };
    }

    private Node condition(String test) {
        Term term = JinjaTerms.parse(test);
        Node then = block(Set.of("elif", "else", "endif"));
        Piece end = next();
        Node otherwise = switch (word(end)) {
            case "elif" -> condition(end.text().substring(4));
            case "else" -> {
                Node last = block(Set.of("endif"));
                next();
                yield last;
            }
            default -> (scope, out) -> {};
        };
        return (scope, out) -> (Jinja.truth(term.value(scope)) ? then : otherwise).write(scope, out);
    }

    private Piece next() {
        if (at >= pieces.size()) {
            throw new Failure("a statement has no end");
        }
        return pieces.get(at++);
    }

    private Node loop(String head) {
        int in = head.indexOf(" in ");
        if (in < 0) {
            throw new Failure("{% for " + head + " %} is not known");
        }
        String[] names = head.substring(0, in).strip().split("\\s*,\\s*");
        Term all = JinjaTerms.parse(head.substring(in + 4));
        Node body = block(Set.of("endfor"));
        next();
        return (scope, out) -> {
            List<Object> items = Jinja.list(all.value(scope));
            for (int i = 0; i < items.size(); i++) {
                Jinja.Scope inner = scope.inner();
                for (int n = 0; n < names.length; n++) {
                    inner.set(names[n], names.length == 1 ? items.get(i) : Jinja.item(items.get(i), (long) n));
                }
                inner.set("loop", Jinja.loop(items, i));
                body.write(inner, out);
            }
        };
    }

    private static Node assignment(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new Failure("{% set " + text + " %} is not known");
        }
        String name = text.substring(0, equals).strip();
        Term value = JinjaTerms.parse(text.substring(equals + 1));
        int dot = name.indexOf('.');
        if (dot < 0) {
            return (scope, out) -> scope.set(name, value.value(scope));
        }
        return (scope, out) -> put(scope.get(name.substring(0, dot)), name.substring(dot + 1), value.value(scope));
    }

    @SuppressWarnings("unchecked") // A namespace is made by JinjaTerms.
    private static void put(@Nullable Object space, String name, @Nullable Object value) {
        if (!(space instanceof Map)) {
            throw new Failure("it sets " + name + " of what is no namespace");
        }
        ((Map<String, @Nullable Object>) space).put(name, value);
    }
}
