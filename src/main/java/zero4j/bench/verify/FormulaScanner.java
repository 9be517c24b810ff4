package zero4j.bench.verify;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import zero4j.bench.verify.FormulaPart.Kind;

/** Takes a formula apart into factors and operators, and gives up at the first thing that is in doubt. */
final class FormulaScanner {
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

    FormulaScanner(String text) {
        this(text, 0);
    }

    private FormulaScanner(String text, int depth) {
        this.text = text;
        this.depth = depth;
    }

    /** All of the text as parts, or empty. */
    Optional<List<FormulaPart>> all() {
        List<FormulaPart> parts = new ArrayList<>();
        skipBlanks();
        while (at < text.length()) {
            FormulaPart part = next();
            if (part == null || depth > DEEPEST || (!parts.isEmpty() && !mayFollow(parts, part))) {
                return Optional.empty();
            }
            FormulaPart mixed = mixed(parts, part);
            if (mixed == null) {
                parts.add(part);
            } else {
                parts.set(parts.size() - 1, mixed);
            }
            skipBlanks();
        }
        boolean complete = !parts.isEmpty()
                && !parts.getLast().kind().operator()
                && !parts.getLast().is(Kind.FUNCTION)
                && !parts.getFirst().is(Kind.TIMES)
                && !parts.getFirst().is(Kind.DIVIDE)
                && parts.stream().allMatch(this::understood);
        return complete ? Optional.of(parts) : Optional.empty();
    }

    private boolean understood(FormulaPart part) {
        return part.inner().stream()
                .allMatch(inner -> new FormulaScanner(inner, depth + 1).all().isPresent());
    }

    private static boolean mayFollow(List<FormulaPart> parts, FormulaPart part) {
        FormulaPart last = parts.getLast();
        if (last.is(Kind.FUNCTION) || parts.stream().anyMatch(before -> before.is(Kind.FUNCTION))) {
            // What belongs to the argument is in doubt beside signs of multiplication and division.
            return !part.is(Kind.TIMES) && !part.is(Kind.DIVIDE) && !(last.is(Kind.FUNCTION) && part.is(Kind.SIGN));
        }
        if (last.kind().operator()) {
            return !part.kind().operator();
        }
        boolean divided = parts.size() > 1 && parts.get(parts.size() - 2).is(Kind.DIVIDE);
        if (divided && !part.is(Kind.SIGN)) {
            return false;
        }
        if (last.is(Kind.NUMBER) && part.is(Kind.FRACTION)) {
            return mixed(parts, part) != null;
        }
        if (last.is(Kind.NUMBER) && part.text().matches("[a-zA-Z]_.*")) {
            // It may be a number to a base, the letter one of its digits.
            return false;
        }
        // A digit before brackets is a factor, a digit behind anything may be a mistake.
        return !part.is(Kind.NUMBER) && !(last.is(Kind.NUMBER) && part.text().startsWith("e"));
    }

    private static @Nullable FormulaPart mixed(List<FormulaPart> parts, FormulaPart part) {
        if (parts.isEmpty() || !parts.getLast().whole() || !part.is(Kind.FRACTION)) {
            return null;
        }
        boolean digits = part.inner().stream().allMatch(digit -> digit.matches("[0-9]{1,9}"));
        boolean first = parts.size() == 1 || parts.get(parts.size() - 2).is(Kind.SIGN);
        boolean proper = digits
                && first
                && new BigInteger(part.inner().getFirst())
                                .compareTo(new BigInteger(part.inner().getLast()))
                        < 0;
        return proper
                ? FormulaPart.of(
                        Kind.MIXED,
                        parts.getLast().text() + part.text(),
                        parts.getLast().text(),
                        part.inner().getFirst(),
                        part.inner().getLast())
                : null;
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private @Nullable FormulaPart next() {
        int from = at;
        FormulaPart part = primary();
        skipBlanks();
        while (part != null && at < text.length() && (text.charAt(at) == '^' || text.charAt(at) == '!')) {
            boolean power = text.charAt(at) == '^';
            boolean again = part.is(Kind.POWER) || part.is(Kind.FACTORIAL);
            if (again || part.kind().operator() || part.is(Kind.FUNCTION)) {
                return null;
            }
            at++;
            String exponent = power ? argument() : null;
            if (power && exponent == null) {
                return null;
            }
            String whole = text.substring(from, at).strip();
            part = exponent == null
                    ? FormulaPart.of(Kind.FACTORIAL, whole, part.text())
                    : FormulaPart.of(Kind.POWER, whole, part.text(), exponent);
            skipBlanks();
        }
        return part;
    }

    private @Nullable FormulaPart primary() {
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

    private FormulaPart sign(Kind kind) {
        at++;
        return FormulaPart.of(kind, text.substring(at - 1, at));
    }

    private @Nullable FormulaPart number() {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        at = matcher.end();
        boolean odd = at < text.length() && "._,".indexOf(text.charAt(at)) >= 0;
        return odd ? null : FormulaPart.of(Kind.NUMBER, matcher.group());
    }

    private @Nullable FormulaPart group() {
        int end = Notation.behindBracket(text, at);
        if (end < 0 || text.charAt(end - 1) != (text.charAt(at) == '(' ? ')' : '}')) {
            return null;
        }
        String whole = text.substring(at, end);
        at = end;
        return FormulaPart.of(Kind.GROUP, whole, whole.substring(1, whole.length() - 1));
    }

    private @Nullable FormulaPart letter() {
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

    private @Nullable FormulaPart withSubscript(int from, int to) {
        at = to;
        Matcher matcher = SUBSCRIPT.matcher(text).region(at, text.length());
        if (matcher.lookingAt()) {
            at = matcher.end();
        } else if (text.startsWith("_", at) || text.startsWith("'", at)) {
            return null;
        }
        return FormulaPart.of(Kind.LETTER, text.substring(from, at));
    }

    private @Nullable FormulaPart command() {
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
            return FormulaPart.of(Kind.FUNCTION, name);
        }
        return switch (name) {
            case "\\cdot", "\\times" -> FormulaPart.of(Kind.TIMES, name + " ");
            case "\\frac" -> {
                String numerator = argument();
                String denominator = numerator == null ? null : argument();
                yield numerator == null || denominator == null
                        ? null
                        : FormulaPart.of(Kind.FRACTION, text.substring(from, at), numerator, denominator);
            }
            case "\\sqrt" -> root(from);
            default -> null;
        };
    }

    private @Nullable FormulaPart root(int from) {
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
        return radicand == null ? null : FormulaPart.of(Kind.ROOT, text.substring(from, at), radicand, degree);
    }

    /** What follows a command: a group in braces without them, a digit, a letter, or a Greek letter. */
    private @Nullable String argument() {
        skipBlanks();
        if (at >= text.length()) {
            return null;
        }
        if (text.charAt(at) == '{') {
            FormulaPart group = group();
            return group == null ? null : group.inner().getFirst();
        }
        if (text.charAt(at) == '\\') {
            FormulaPart command = command();
            return command == null || !command.is(Kind.LETTER) ? null : command.text();
        }
        if (!Character.isLetterOrDigit(text.charAt(at))) {
            return null;
        }
        at++;
        return text.substring(at - 1, at);
    }
}
