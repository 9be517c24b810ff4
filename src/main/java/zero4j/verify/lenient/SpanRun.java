package zero4j.verify.lenient;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import zero4j.verify.extract.Span;

/** The last pieces of a text that belong together. Not thread-safe. */
final class SpanRun {
    private final String text;
    private final List<Span> spans = new ArrayList<>();
    private Joint last = Joint.NONE;

    SpanRun(String text) {
        this.text = text;
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    /** Whether {@code span} would continue the run. */
    boolean continues(Span span) {
        return joint(span) != Joint.NONE;
    }

    /** Adds a piece behind the others; if nothing joins it to them, it begins a new run. */
    void add(Span span) {
        last = joint(span);
        if (last == Joint.NONE) {
            spans.clear();
        }
        spans.add(span);
    }

    /** The run as a list with commas, each content once; empty if there is no piece. */
    Optional<String> list() {
        return joined(spans);
    }

    /** As {@link #list()}, but only the last piece if no word joins it to those before. */
    Optional<String> listInWords() {
        return last == Joint.WORD || spans.isEmpty() ? list() : joined(List.of(spans.getLast()));
    }

    private Joint joint(Span span) {
        return spans.isEmpty()
                ? Joint.NONE
                : Joint.between(text, spans.getLast().to(), span.from());
    }

    private Optional<String> joined(List<Span> pieces) {
        Set<String> contents = new LinkedHashSet<>();
        pieces.forEach(span -> contents.add(span.content(text)));
        return contents.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", contents));
    }
}
