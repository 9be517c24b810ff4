package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zero4j.bench.verify.FormulaPart.Kind;

/**
 * A single value as it was written: a sum of products of numbers, letters, fractions, roots, powers and functions, where
 * nothing about the grouping is in doubt.
 *
 * @param text without noise, as {@link Notation#bare} leaves it
 */
record Formula(String text, List<FormulaPart> parts) {
    private static final Pattern ENDS_IN_COMMAND = Pattern.compile("\\\\[a-zA-Z]+$");
    private static final Pattern DECIMALS = Pattern.compile("\\.[0-9]");

    Formula {
        parts = List.copyOf(parts);
    }

    /** A sum's term: its sign and its factors, with the operators between them. */
    record Term(boolean negative, List<FormulaPart> parts) {
        String text() {
            return join(parts);
        }

        String signed() {
            return (negative ? "-" : "+") + text();
        }

        /** Whether it is a product whose factors may be reordered. */
        boolean commutes() {
            return parts.stream()
                    .noneMatch(part -> part.is(Kind.FUNCTION) || part.is(Kind.DIVIDE) || part.is(Kind.MIXED));
        }

        /** The factors of a product. */
        List<FormulaPart> factors() {
            return parts.stream().filter(part -> !part.is(Kind.TIMES)).toList();
        }
    }

    /** The formula that a text is, or empty where it is none or not surely understood. */
    static Optional<Formula> of(String reference) {
        String text = Notation.bare(reference);
        return new FormulaScanner(text).all().map(parts -> new Formula(text, parts));
    }

    List<Term> terms() {
        List<Term> terms = new ArrayList<>();
        List<FormulaPart> now = new ArrayList<>();
        boolean negative = false;
        for (FormulaPart part : parts) {
            if (part.is(Kind.SIGN)) {
                if (!now.isEmpty()) {
                    terms.add(new Term(negative, List.copyOf(now)));
                    now.clear();
                }
                negative = part.text().equals("-");
            } else {
                now.add(part);
            }
        }
        terms.add(new Term(negative, List.copyOf(now)));
        return terms;
    }

    /** Whether letters stand in it. */
    boolean constant() {
        return parts.stream()
                .allMatch(part -> part.kind() == Kind.LETTER
                        ? part.text().equals("\\pi")
                        : part.inner().stream()
                                .allMatch(inner ->
                                        of(inner).map(Formula::constant).orElse(false)));
    }

    /** Whether nothing in it is a rounded number. */
    boolean exact() {
        return !DECIMALS.matcher(text).find();
    }

    /** The formula with one part, at {@code index}, written differently. */
    String with(int index, UnaryOperator<String> writing) {
        List<FormulaPart> changed = new ArrayList<>(parts);
        FormulaPart part = changed.get(index);
        changed.set(index, new FormulaPart(part.kind(), writing.apply(part.text()), part.inner()));
        return join(changed);
    }

    /** A sum out of terms. */
    static String sum(List<Term> terms) {
        String text = terms.stream().map(Term::signed).collect(Collectors.joining());
        return text.startsWith("+") ? text.substring(1) : text;
    }

    /** Parts written one after another, with a blank where a command would run into a letter. */
    static String join(List<FormulaPart> parts) {
        StringBuilder text = new StringBuilder();
        boolean command = false;
        for (FormulaPart part : parts) {
            boolean letter =
                    !part.text().isEmpty() && Character.isLetter(part.text().charAt(0));
            text.append(command && letter ? " " : "").append(part.text());
            command = ENDS_IN_COMMAND.matcher(part.text()).find();
        }
        return text.toString();
    }
}
