package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several formulas with commas between them.
 *
 * @param open one of <code>( [ \{</code>, or nothing for a bare list
 */
record Row(String open, List<String> elements, String close) {
    Row {
        elements = List.copyOf(elements);
    }

    /** The row that a reference is; each element is a formula or infinity. */
    static Optional<Row> of(String reference) {
        String text = Notation.bare(reference);
        for (String open : List.of("(", "[", "\\{")) {
            if (text.startsWith(open) && Notation.behindBracket(text, 0) == text.length()) {
                for (String close : List.of(")", "]", "\\}")) {
                    if (text.endsWith(close) && open.equals("\\{") == close.equals("\\}")) {
                        return of(open, text.substring(open.length(), text.length() - close.length()), close);
                    }
                }
            }
        }
        // Without brackets, commas with half a blank or in braces belong to numbers.
        boolean thousands = reference.contains("\\!") || reference.contains("{,}");
        return thousands ? Optional.empty() : of("", text, "");
    }

    private static Optional<Row> of(String open, String inside, String close) {
        boolean thousands = inside.matches(".*[0-9],[0-9]{3}(?![0-9]).*");
        return Notation.split(inside, ",")
                .filter(parts -> parts.size() > 1 || open.equals("\\{"))
                .filter(parts -> parts.stream().allMatch(Row::element))
                // Without brackets a comma may belong to a number.
                .filter(parts ->
                        !open.isEmpty() || (!thousands && (parts.size() > 2 || !inside.matches(".*[0-9],[0-9].*"))))
                .map(parts -> new Row(open, parts, close));
    }

    private static boolean element(String text) {
        return infinite(text) || Formula.of(text).isPresent();
    }

    static boolean infinite(String text) {
        return text.matches("[+-]? ?\\\\infty");
    }

    boolean set() {
        return open.equals("\\{");
    }

    boolean list() {
        return open.isEmpty();
    }

    /** Whether it surely is an interval. */
    boolean interval() {
        return elements.size() == 2 && !set() && !list() && (elements.stream().anyMatch(Row::infinite) || !sameKind());
    }

    private boolean sameKind() {
        return open.equals("(") == close.equals(")");
    }

    Row withElements(List<String> changed) {
        return new Row(open, changed, close);
    }

    Row with(int index, String element) {
        List<String> changed = new ArrayList<>(elements);
        changed.set(index, element);
        return withElements(changed);
    }

    String text() {
        return open + String.join(", ", elements) + close;
    }
}
