package zero4j.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.Words;
import zero4j.template.Jinja.Failure;
import zero4j.template.Jinja.Flow;
import zero4j.template.Jinja.Node;
import zero4j.template.Jinja.Scope;
import zero4j.template.Jinja.Term;
import zero4j.template.JinjaPieces.Piece;

/** Reads templates: text, {@code {{ value }}}, and the statements for, if, set, break, continue and generation. */
final class JinjaParser {
    private static final Node NOTHING = (scope, out) -> Flow.ON;

    private final List<Piece> pieces;
    private int at;
    private int loops;

    JinjaParser(String source) {
        pieces = JinjaPieces.of(source);
    }

    Node parse() {
        return block(Set.of());
    }

    private Node block(Set<String> ends) {
        List<Node> nodes = new ArrayList<>();
        while (at < pieces.size() && !ends.contains(pieces.get(at).word())) {
            nodes.add(node(pieces.get(at++)));
        }
        return (scope, out) -> {
            Flow flow = Flow.ON;
            for (int i = 0; i < nodes.size() && flow == Flow.ON; i++) {
                flow = nodes.get(i).write(scope, out);
            }
            return flow;
        };
    }

    /** The tag that a block ended at. */
    private JinjaTokens end(String of) {
        if (at >= pieces.size()) {
            throw new Failure("{% " + of + " %} has no end");
        }
        return new JinjaTokens(pieces.get(at++).tokens());
    }

    private Node node(Piece piece) {
        JinjaTokens tokens = new JinjaTokens(piece.tokens());
        return switch (piece.kind()) {
            case 't' -> (scope, out) -> written(piece.text(), out);
            case '{' -> {
                Term term = JinjaTerms.whole(tokens);
                yield (scope, out) -> written(Jinja.text(term.value(scope)), out);
            }
            default -> statement(tokens.take(), tokens);
        };
    }

    private static Flow written(String text, StringBuilder out) {
        out.append(text);
        return Flow.ON;
    }

    private Node statement(String word, JinjaTokens tokens) {
        return switch (word) {
            case "if" -> condition(tokens);
            case "for" -> loop(tokens);
            case "set" -> assignment(tokens);
            case "generation" -> generation(tokens);
            case "break", "continue" -> {
                tokens.end();
                if (loops == 0) {
                    throw new Failure("{% " + word + " %} is in no loop");
                }
                yield (scope, out) -> word.equals("break") ? Flow.BREAK : Flow.CONTINUE;
            }
            case "elif", "else", "endif", "endfor", "endgeneration" ->
                throw new Failure("{% " + word + " %} ends nothing");
            default -> throw new Failure("the statement {% " + word + " %} is not known");
        };
    }

    private Node condition(JinjaTokens head) {
        Term test = JinjaTerms.whole(head);
        Node then = block(Set.of("elif", "else", "endif"));
        JinjaTokens end = end("if");
        Node otherwise = end.took("elif") ? condition(end) : otherwise(end, "endif");
        return (scope, out) -> (Jinja.truth(test.value(scope)) ? then : otherwise).write(scope, out);
    }

    /** What stands behind else, if a block ended there, and the end that follows. */
    private Node otherwise(JinjaTokens reached, String ending) {
        JinjaTokens end = reached;
        Node otherwise = NOTHING;
        if (end.took("else")) {
            end.end();
            otherwise = block(Set.of(ending));
            end = end("else");
        }
        end.need(ending);
        end.end();
        return otherwise;
    }

    private Node generation(JinjaTokens head) {
        head.end();
        Node body = block(Set.of("endgeneration"));
        JinjaTokens end = end("generation");
        end.take();
        end.end();
        return (scope, out) -> body.write(scope.inner(), out);
    }

    private Node loop(JinjaTokens head) {
        List<String> names = new ArrayList<>(List.of(head.variable()));
        while (head.took(",")) {
            names.add(head.variable());
        }
        head.need("in");
        Term all = JinjaTerms.unconditional(head);
        Term kept = head.took("if") ? JinjaTerms.whole(head) : scope -> true;
        head.end();
        loops++;
        Node body = block(Set.of("else", "endfor"));
        loops--;
        return new Loop(names, all, kept, body, otherwise(end("for"), "endfor"));
    }

    /** The body for each of the items that are kept; where there are none, what stands behind else. */
    private record Loop(List<String> names, Term all, Term kept, Node body, Node otherwise) implements Node {
        @Override
        public Flow write(Scope scope, StringBuilder out) {
            List<@Nullable Object> items = new ArrayList<>();
            for (@Nullable Object item : Jinja.list(all.value(scope))) {
                // What is kept is chosen before this loop has facts of its own, which count the kept ones alone.
                if (Jinja.truth(kept.value(inner(scope, item)))) {
                    items.add(item);
                }
            }
            if (items.isEmpty()) {
                return otherwise.write(scope.inner(), out);
            }
            Flow flow = Flow.ON;
            for (int i = 0; i < items.size() && flow != Flow.BREAK; i++) {
                Scope inner = inner(scope, items.get(i));
                inner.set("loop", new Jinja.Round(items, i));
                flow = body.write(inner, out);
            }
            return Flow.ON;
        }

        private Scope inner(Scope scope, @Nullable Object item) {
            Scope inner = scope.inner();
            if (names.size() == 1) {
                inner.set(names.getFirst(), item);
                return inner;
            }
            List<@Nullable Object> parts = Jinja.list(item);
            if (parts.size() != names.size()) {
                throw new Failure("a loop has " + Words.counted(names.size(), "name") + " for "
                        + Words.counted(parts.size(), "value"));
            }
            for (int n = 0; n < names.size(); n++) {
                inner.set(names.get(n), parts.get(n));
            }
            return inner;
        }
    }

    private static Node assignment(JinjaTokens tokens) {
        String name = tokens.variable();
        @Nullable String field = tokens.took(".") ? tokens.name() : null;
        tokens.need("=");
        Term value = JinjaTerms.whole(tokens);
        if (field == null) {
            return (scope, out) -> {
                scope.set(name, value.value(scope));
                return Flow.ON;
            };
        }
        return (scope, out) -> {
            if (!(scope.get(name) instanceof Jinja.Space space)) {
                throw new Failure("it sets " + field + " of " + name + ", which is no namespace");
            }
            space.fields().put(field, value.value(scope));
            return Flow.ON;
        };
    }
}
