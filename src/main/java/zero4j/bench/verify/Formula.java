package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zero4j.bench.verify.Atom.Kind;

/**
 * A single value as it was written: a sum of products of numbers, letters, fractions, roots, powers and functions, where
 * nothing about the grouping is in doubt.
 *
 * @param text without noise, as {@link Notation#bare} leaves it
 */
record Formula(String text, List<Atom> atoms) {
    private static final Pattern ENDS_IN_COMMAND = Pattern.compile("\\\\[a-zA-Z]+$");
    private static final Pattern DECIMALS = Pattern.compile("\\.[0-9]");

    Formula {
        atoms = List.copyOf(atoms);
    }

    /** A sum's term: its sign and its factors, with the operators between them. */
    record Term(boolean negative, List<Atom> atoms) {
        String text() {
            return join(atoms);
        }

        String signed() {
            return (negative ? "-" : "+") + text();
        }

        /** Whether it is a product whose factors may be reordered. */
        boolean commutes() {
            return atoms.stream()
                    .noneMatch(atom -> atom.is(Kind.FUNCTION) || atom.is(Kind.DIVIDE) || atom.is(Kind.MIXED));
        }

        /** The factors of a product. */
        List<Atom> factors() {
            return atoms.stream().filter(atom -> !atom.is(Kind.TIMES)).toList();
        }
    }

    /** The formula that a text is, or empty where it is none or not surely understood. */
    static Optional<Formula> of(String reference) {
        String text = Notation.bare(reference);
        return new AtomScanner(text).all().map(atoms -> new Formula(text, atoms));
    }

    List<Term> terms() {
        List<Term> terms = new ArrayList<>();
        List<Atom> now = new ArrayList<>();
        boolean negative = false;
        for (Atom atom : atoms) {
            if (atom.is(Kind.SIGN)) {
                if (!now.isEmpty()) {
                    terms.add(new Term(negative, List.copyOf(now)));
                    now.clear();
                }
                negative = atom.text().equals("-");
            } else {
                now.add(atom);
            }
        }
        terms.add(new Term(negative, List.copyOf(now)));
        return terms;
    }

    /** Whether letters stand in it. */
    boolean constant() {
        return atoms.stream()
                .allMatch(atom -> atom.kind() == Kind.LETTER
                        ? atom.text().equals("\\pi")
                        : atom.inner().stream()
                                .allMatch(inner ->
                                        of(inner).map(Formula::constant).orElse(false)));
    }

    /** Whether nothing in it is a rounded number. */
    boolean exact() {
        return !DECIMALS.matcher(text).find();
    }

    /** The formula with one atom, at {@code index}, written differently. */
    String with(int index, UnaryOperator<String> writing) {
        List<Atom> changed = new ArrayList<>(atoms);
        Atom atom = changed.get(index);
        changed.set(index, new Atom(atom.kind(), writing.apply(atom.text()), atom.inner()));
        return join(changed);
    }

    /** A sum out of terms. */
    static String sum(List<Term> terms) {
        String text = terms.stream().map(Term::signed).collect(Collectors.joining());
        return text.startsWith("+") ? text.substring(1) : text;
    }

    /** Atoms written one after another, with a blank where a command would run into a letter. */
    static String join(List<Atom> atoms) {
        StringBuilder text = new StringBuilder();
        boolean command = false;
        for (Atom atom : atoms) {
            boolean letter =
                    !atom.text().isEmpty() && Character.isLetter(atom.text().charAt(0));
            text.append(command && letter ? " " : "").append(atom.text());
            command = ENDS_IN_COMMAND.matcher(atom.text()).find();
        }
        return text.toString();
    }
}
