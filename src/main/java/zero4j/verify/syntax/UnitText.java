package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;

/**
 * Collects the words of a unit: {@code square feet} is {@code foot^2}, {@code miles per hour} is {@code mile/hour}. Words
 * that name neither a unit nor a thing that is counted are a remark.
 */
final class UnitText {
    /** Directly behind a value they make another value of it. */
    private static final Set<String> NO_UNITS = Set.of(
            "is",
            "isn",
            "are",
            "was",
            "not",
            "no",
            "wrong",
            "incorrect",
            "if",
            "but",
            "at",
            "less",
            "over",
            "times",
            "or",
            "plus",
            "minus",
            "sqrt",
            "root",
            "factorial",
            "pi",
            "e",
            "i",
            "x",
            "y",
            "z",
            "half",
            "halves",
            "third",
            "thirds",
            "fourth",
            "fourths",
            "fifth",
            "fifths",
            "sixth",
            "sixths",
            "seventh",
            "sevenths",
            "eighth",
            "eighths",
            "ninth",
            "ninths",
            "tenth",
            "tenths",
            "hundredth",
            "hundredths",
            "thousandth",
            "thousandths",
            "tens",
            "hundreds",
            "thousands",
            "π",
            "√");

    private final StringBuilder unit = new StringBuilder();
    private final List<String> said = new ArrayList<>();
    private @Nullable String raised;
    private long scale = 1;

    boolean isEmpty() {
        return unit.isEmpty() && raised == null && scale == 1;
    }

    /** What words such as "million" multiply the value by; 1 without them. */
    long scale() {
        return scale;
    }

    /**
     * Adds the words of a text.
     *
     * @throws Unreadable if they make another value of the one before them
     */
    void words(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = i + 1;
            if (Character.isLetter(c)) {
                while (end < text.length() && (Character.isLetter(text.charAt(end)) || abbreviation(text, end))) {
                    end++;
                }
                word(text.substring(i, end).replace(".", ""));
            } else if (Scanner.digit(c) || (c == '-' && end < text.length() && Scanner.digit(text.charAt(end)))) {
                while (end < text.length() && Scanner.digit(text.charAt(end))) {
                    end++;
                }
                digits(text, i, end);
            } else if (c == '/' || c == '%' || c == '°') {
                sign(String.valueOf(c));
            }
            i = end;
        }
    }

    /** The point within {@code a.m.}. */
    private static boolean abbreviation(String text, int i) {
        return text.charAt(i) == '.'
                && i + 1 < text.length()
                && Scanner.letter(text.charAt(i + 1))
                && (i < 2 || !Scanner.letter(text.charAt(i - 2)));
    }

    /** An exponent directly behind its unit, or a modulus; any other number is no part of a unit. */
    private void digits(String text, int start, int end) {
        String digits = text.substring(start, end);
        boolean exponent =
                start > 0 && (Scanner.letter(text.charAt(start - 1)) || "^{".indexOf(text.charAt(start - 1)) >= 0);
        if (exponent && !unit.toString().equals("r")) {
            power(digits);
        } else if (unit.toString().equals("mod")) {
            unit.append(' ').append(digits);
        } else {
            throw new Unreadable("a number among the words of a unit");
        }
    }

    private void word(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        boolean first = unit.isEmpty() && raised == null;
        if ((first && NO_UNITS.contains(lower)) || (!lower.equals("hundred") && number(lower))) {
            throw new Unreadable("a unit that changes the value");
        }
        String name = Units.name(word);
        Long factor = unit.isEmpty() && raised == null ? AnswerWords.scale(name) : null;
        if (factor != null && scale <= 1_000_000) {
            scale *= factor;
            return;
        }
        if (first || !(name.equals("squared") || name.equals("cubed"))) {
            said.add(lower);
        }
        switch (name) {
            case "per" -> unit.append('/');
            case "square" -> raised = "^2";
            case "cubic" -> raised = "^3";
            case "squared" -> raise("^2");
            case "cubed" -> raise("^3");
            default -> {
                blank();
                unit.append(name);
                if (raised != null) {
                    unit.append(raised);
                    raised = null;
                }
            }
        }
    }

    /** A blank between two words. */
    private void blank() {
        if (!unit.isEmpty() && "/ °%".indexOf(unit.charAt(unit.length() - 1)) < 0) {
            unit.append(' ');
        }
    }

    private static boolean number(String word) {
        Integer number = AnswerWords.number(word);
        return number != null && number > 1;
    }

    private void raise(String exponent) {
        if (unit.isEmpty()) {
            throw new Unreadable("a power in words");
        }
        unit.append(exponent);
    }

    void divide() {
        sign("/");
    }

    void sign(String sign) {
        unit.append(sign);
        said.add(sign);
    }

    void power(String exponent) {
        if (!unit.isEmpty()) {
            unit.append('^').append(exponent);
        }
    }

    /**
     * The unit, or the remark in round brackets; empty without either. "square" alone means squares, be they units or
     * things.
     */
    @Override
    public String toString() {
        String written = raised == null ? unit.toString() : unit + "unit" + raised;
        if (written.equals("/cent")) {
            return "%";
        }
        return said.isEmpty() || Things.named(said) ? written : Expr.Quantity.remark(written);
    }
}
