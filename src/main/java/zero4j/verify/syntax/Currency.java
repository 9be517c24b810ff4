package zero4j.verify.syntax;

/** The currency whose sign stands before or behind an amount. */
final class Currency {
    private Currency() {}

    /** The unit of a whole answer such as {@code \\$5}, {@code $5} or {@code 5 €}; empty where there is no sign. */
    static String of(String text) {
        int start = 0;
        while (start < text.length() && "-+$ ".indexOf(text.charAt(start)) >= 0 && !amountFollows(text, start)) {
            start++;
        }
        String before = at(text, start);
        if (!before.isEmpty()) {
            return before;
        }
        int end = text.length() - 1;
        while (end > 0 && ".$ ".indexOf(text.charAt(end)) >= 0 && text.charAt(end - 1) != '\\') {
            end--;
        }
        return end > 0 ? at(text, text.charAt(end - 1) == '\\' ? end - 1 : end) : "";
    }

    /** A dollar sign that opens no formula. */
    private static boolean amountFollows(String text, int i) {
        return text.charAt(i) == '$'
                && i + 1 < text.length()
                && Scanner.digit(text.charAt(i + 1))
                && text.indexOf('$', i + 1) < 0;
    }

    private static String at(String text, int i) {
        if (i >= text.length()) {
            return "";
        }
        return switch (text.charAt(i)) {
            case '€' -> "euro";
            case '£' -> "pound";
            case '¥', '￥' -> "yen";
            case '$' -> amountFollows(text, i) ? "dollar" : "";
            case '\\' -> text.startsWith("\\$", i) ? "dollar" : "";
            default -> "";
        };
    }
}
