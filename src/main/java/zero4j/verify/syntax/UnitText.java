package zero4j.verify.syntax;

import org.jspecify.annotations.Nullable;

/** Collects the words of a unit: {@code square feet} is {@code foot^2}, {@code miles per hour} is {@code mile/hour}. */
final class UnitText {
    private final StringBuilder unit = new StringBuilder();
    private @Nullable String raised;
    private long scale = 1;

    boolean isEmpty() {
        return unit.isEmpty() && raised == null && scale == 1;
    }

    /** What words such as "million" multiply the value by; 1 without them. */
    long scale() {
        return scale;
    }

    /** Adds the words of a text. */
    void words(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = i + 1;
            if (Scanner.letter(c)) {
                while (end < text.length() && (Scanner.letter(text.charAt(end)) || abbreviation(text, end))) {
                    end++;
                }
                word(text.substring(i, end).replace(".", ""));
            } else if (Scanner.digit(c) || (c == '-' && end < text.length() && Scanner.digit(text.charAt(end)))) {
                while (end < text.length() && Scanner.digit(text.charAt(end))) {
                    end++;
                }
                power(text.substring(i, end));
            } else if (c == '/' || c == '%' || c == '°') {
                unit.append(c);
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

    private void word(String word) {
        String name = Units.name(word);
        Long factor = unit.isEmpty() && raised == null ? Vocabulary.scale(name) : null;
        if (factor != null && scale <= 1_000_000) {
            scale *= factor;
            return;
        }
        switch (name) {
            case "per" -> unit.append('/');
            case "square" -> raised = "^2";
            case "cubic" -> raised = "^3";
            case "squared" -> unit.append("^2");
            case "cubed" -> unit.append("^3");
            default -> {
                unit.append(name);
                if (raised != null) {
                    unit.append(raised);
                    raised = null;
                }
            }
        }
    }

    void divide() {
        unit.append('/');
    }

    void sign(String sign) {
        unit.append(sign);
    }

    void power(String exponent) {
        if (!unit.isEmpty()) {
            unit.append('^').append(exponent);
        }
    }

    /** The unit; "square" alone means squares, be they units or things. */
    @Override
    public String toString() {
        return raised == null ? unit.toString() : unit + "unit" + raised;
    }
}
