package zero4j.bench.verify;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import zero4j.bench.verify.Atom.Kind;

/** Takes a formula apart into factors and operators, and gives up at the first thing that is in doubt. */
final class AtomScanner {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+");
    private static final Pattern COMMAND = Pattern.compile("\\\\[a-zA-Z]+");
    private static final Pattern SUBSCRIPT = Pattern.compile("_(?:[a-zA-Z0-9]|\\{[a-zA-Z0-9]+\\})");
    private static final Pattern LETTERS = Pattern.compile("[a-zA-Z]+");
    private static final Set<String> FUNCTIONS =
            Set.of("\\sin", "\\cos", "\\tan", "\\cot", "\\sec", "\\csc", "\\ln", "\\arcsin", "\\arccos", "\\arctan");
    private static final Set<String> GREEK = Set.of(
            "\\pi",
            "\\alpha",
            "\\beta",
            "\\gamma",
            "\\delta",
            "\\theta",
            "\\lambda",
            "\\mu",
            "\\rho",
            "\\sigma",
            "\\tau",
            "\\omega",
            "\\Delta",
            "\\hbar",
            "\\phi",
            "\\epsilon");
    /** Pairs of letters that may be words or units. */
    private static final Set<String> WORDS = Set.of(
            "no", "or", "is", "pi", "ln", "lg", "cm", "mm", "km", "kg", "mg", "ft", "in", "mi", "am", "pm", "ms", "oz",
            "Hz", "eV", "Pa");

    private static final int DEEPEST = 12;

    private final String text;
    private final int depth;
    private int at;

    AtomScanner(String text) {
        this(text, 0);
    }

    private AtomScanner(String text, int depth) {
        this.text = text;
        this.depth = depth;
    }

    /** All of the text as atoms, or empty. */
    Optional<List<Atom>> all() {
        List<Atom> atoms = new ArrayList<>();
        skipBlanks();
        while (at < text.length()) {
            Atom atom = next();
            if (atom == null || depth > DEEPEST || (!atoms.isEmpty() && !mayFollow(atoms, atom))) {
                return Optional.empty();
            }
            Atom mixed = mixed(atoms, atom);
            if (mixed == null) {
                atoms.add(atom);
            } else {
                atoms.set(atoms.size() - 1, mixed);
            }
            skipBlanks();
        }
        boolean complete = !atoms.isEmpty()
                && !atoms.getLast().kind().operator()
                && !atoms.getLast().is(Kind.FUNCTION)
                && !atoms.getFirst().is(Kind.TIMES)
                && !atoms.getFirst().is(Kind.DIVIDE)
                && atoms.stream().allMatch(this::understood);
        return complete ? Optional.of(atoms) : Optional.empty();
    }

    private boolean understood(Atom atom) {
        return atom.inner().stream()
                .allMatch(inner -> new AtomScanner(inner, depth + 1).all().isPresent());
    }

    private static boolean mayFollow(List<Atom> atoms, Atom atom) {
        Atom last = atoms.getLast();
        if (last.is(Kind.FUNCTION) || atoms.stream().anyMatch(before -> before.is(Kind.FUNCTION))) {
            // What belongs to the argument is in doubt beside signs of multiplication and division.
            return !atom.is(Kind.TIMES) && !atom.is(Kind.DIVIDE) && !(last.is(Kind.FUNCTION) && atom.is(Kind.SIGN));
        }
        if (last.kind().operator()) {
            return !atom.kind().operator();
        }
        boolean divided = atoms.size() > 1 && atoms.get(atoms.size() - 2).is(Kind.DIVIDE);
        if (divided && !atom.is(Kind.SIGN)) {
            return false;
        }
        if (last.is(Kind.NUMBER) && atom.is(Kind.FRACTION)) {
            return mixed(atoms, atom) != null;
        }
        if (last.is(Kind.NUMBER) && atom.text().matches("[a-zA-Z]_.*")) {
            // It may be a number to a base, the letter one of its digits.
            return false;
        }
        // A digit before brackets is a factor, a digit behind anything may be a mistake.
        return !atom.is(Kind.NUMBER) && !(last.is(Kind.NUMBER) && atom.text().startsWith("e"));
    }

    private static @Nullable Atom mixed(List<Atom> atoms, Atom atom) {
        if (atoms.isEmpty() || !atoms.getLast().whole() || !atom.is(Kind.FRACTION)) {
            return null;
        }
        boolean digits = atom.inner().stream().allMatch(part -> part.matches("[0-9]{1,9}"));
        boolean first = atoms.size() == 1 || atoms.get(atoms.size() - 2).is(Kind.SIGN);
        boolean proper = digits
                && first
                && new BigInteger(atom.inner().getFirst())
                                .compareTo(new BigInteger(atom.inner().getLast()))
                        < 0;
        return proper
                ? Atom.of(
                        Kind.MIXED,
                        atoms.getLast().text() + atom.text(),
                        atoms.getLast().text(),
                        atom.inner().getFirst(),
                        atom.inner().getLast())
                : null;
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private @Nullable Atom next() {
        int from = at;
        Atom atom = primary();
        skipBlanks();
        while (atom != null && at < text.length() && (text.charAt(at) == '^' || text.charAt(at) == '!')) {
            boolean power = text.charAt(at) == '^';
            boolean again = atom.is(Kind.POWER) || atom.is(Kind.FACTORIAL);
            if (again || atom.kind().operator() || atom.is(Kind.FUNCTION)) {
                return null;
            }
            at++;
            String exponent = power ? argument() : null;
            if (power && exponent == null) {
                return null;
            }
            String whole = text.substring(from, at).strip();
            atom = exponent == null
                    ? Atom.of(Kind.FACTORIAL, whole, atom.text())
                    : Atom.of(Kind.POWER, whole, atom.text(), exponent);
            skipBlanks();
        }
        return atom;
    }

    private @Nullable Atom primary() {
        char c = text.charAt(at);
        return switch (c) {
            case '+', '-' -> sign(Kind.SIGN);
            case '*' -> sign(Kind.TIMES);
            case '/' -> sign(Kind.DIVIDE);
            case '(', '{' -> group();
            case '\\' -> command();
            default -> Character.isDigit(c) || c == '.' ? number() : letter();
        };
    }

    private Atom sign(Kind kind) {
        at++;
        return Atom.of(kind, text.substring(at - 1, at));
    }

    private @Nullable Atom number() {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        at = matcher.end();
        boolean odd = at < text.length() && "._,".indexOf(text.charAt(at)) >= 0;
        return odd ? null : Atom.of(Kind.NUMBER, matcher.group());
    }

    private @Nullable Atom group() {
        int end = Notation.behindBracket(text, at);
        if (end < 0 || text.charAt(end - 1) != (text.charAt(at) == '(' ? ')' : '}')) {
            return null;
        }
        String whole = text.substring(at, end);
        at = end;
        return Atom.of(Kind.GROUP, whole, whole.substring(1, whole.length() - 1));
    }

    private @Nullable Atom letter() {
        Matcher matcher = LETTERS.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        boolean begins = at == 0 || !Character.isLetter(text.charAt(at - 1));
        boolean word = matcher.group().length() > 2 || WORDS.contains(matcher.group());
        char c = text.charAt(at);
        boolean call = "fghFGH".indexOf(c) >= 0 && text.startsWith("(", at + 1);
        if ((begins && word) || call) {
            return null;
        }
        return withSubscript(at, at + 1);
    }

    private @Nullable Atom withSubscript(int from, int to) {
        at = to;
        Matcher matcher = SUBSCRIPT.matcher(text).region(at, text.length());
        if (matcher.lookingAt()) {
            at = matcher.end();
        } else if (text.startsWith("_", at) || text.startsWith("'", at)) {
            return null;
        }
        return Atom.of(Kind.LETTER, text.substring(from, at));
    }

    private @Nullable Atom command() {
        Matcher matcher = COMMAND.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        int from = at;
        String name = matcher.group();
        at = matcher.end();
        if (GREEK.contains(name)) {
            return withSubscript(from, at);
        }
        if (FUNCTIONS.contains(name)) {
            return Atom.of(Kind.FUNCTION, name);
        }
        return switch (name) {
            case "\\cdot", "\\times" -> Atom.of(Kind.TIMES, name + " ");
            case "\\frac" -> {
                String numerator = argument();
                String denominator = numerator == null ? null : argument();
                yield numerator == null || denominator == null
                        ? null
                        : Atom.of(Kind.FRACTION, text.substring(from, at), numerator, denominator);
            }
            case "\\sqrt" -> root(from);
            default -> null;
        };
    }

    private @Nullable Atom root(int from) {
        skipBlanks();
        String degree = "2";
        if (text.startsWith("[", at)) {
            int end = Notation.behindBracket(text, at);
            if (end < 0) {
                return null;
            }
            degree = text.substring(at + 1, end - 1);
            at = end;
        }
        String radicand = argument();
        return radicand == null ? null : Atom.of(Kind.ROOT, text.substring(from, at), radicand, degree);
    }

    /** What follows a command: a group in braces without them, a digit, a letter, or a Greek letter. */
    private @Nullable String argument() {
        skipBlanks();
        if (at >= text.length()) {
            return null;
        }
        if (text.charAt(at) == '{') {
            Atom group = group();
            return group == null ? null : group.inner().getFirst();
        }
        if (text.charAt(at) == '\\') {
            Atom command = command();
            return command == null || !command.is(Kind.LETTER) ? null : command.text();
        }
        if (!Character.isLetterOrDigit(text.charAt(at))) {
            return null;
        }
        at++;
        return text.substring(at - 1, at);
    }
}
