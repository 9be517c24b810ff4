package zero4j.verify.syntax;

/**
 * Finds where a number ends and writes it without its separators: digits, a point with digits and repeating digits in
 * round brackets, and an exponent: {@code 12,345.5}, {@code 0.1\overline{6}}, {@code 1.5e-3}.
 */
final class NumberScanner {
    /** What may stand behind digits that go on: a point, an exponent, and what begins a separator of groups. */
    private static final String CONTINUING = ".eE ,_~'{\\";

    private final String text;
    private int at;
    private boolean pair;

    NumberScanner(String text) {
        this.text = text;
    }

    /** Where the last number ended. */
    int end() {
        return at;
    }

    /** Whether the last number was of the form {@code 100,200}. */
    boolean pair() {
        return pair;
    }

    /**
     * The number at {@code from}, where a digit is, or a point with a digit behind it.
     *
     * @param plainCommas whether a bare comma may separate groups of digits
     */
    String scan(int from, boolean plainCommas) {
        at = from;
        pair = false;
        while (digit(at)) {
            at++;
        }
        if (at > from && CONTINUING.indexOf(charAt(at)) < 0) {
            return text.substring(from, at);
        }
        at = from;
        StringBuilder number = new StringBuilder();
        digits(number);
        groups(number, from, plainCommas);
        if (number.isEmpty()) {
            number.append('0');
        }
        if (charAt(at) == '.') {
            fraction(number, from);
        }
        exponent(number);
        return number.toString();
    }

    private void groups(StringBuilder number, int from, boolean plainCommas) {
        if (number.isEmpty() || number.length() > 3 || number.charAt(0) == '0') {
            return;
        }
        int end = at;
        int count = 0;
        int commas = 0;
        for (int next = group(end, plainCommas); next > end; next = group(end, plainCommas)) {
            commas += next == end + 4 && text.charAt(end) == ',' ? 1 : 0;
            count++;
            end = next;
        }
        boolean listGoesOn = commas > 0 && charAt(end) == ',' && digit(end + 1);
        if (count == 0 || listGoesOn) {
            return;
        }
        pair = count == 1 && commas == 1 && at - from == 3 && charAt(at + 1) != '0' && charAt(end) != '.';
        while (at < end) {
            char c = text.charAt(at++);
            if (c >= '0' && c <= '9') {
                number.append(c);
            }
        }
    }

    /** Where the separator and three digits at {@code from} end; {@code from} if there are none. */
    private int group(int from, boolean plainCommas) {
        int i = separator(from, plainCommas);
        boolean three = i > from && digit(i) && digit(i + 1) && digit(i + 2) && !digit(i + 3);
        // A blank before a fraction makes a mixed number: 5 100/200.
        boolean mixed = three && i == from + 1 && text.charAt(from) == ' ' && charAt(i + 3) == '/';
        return three && !mixed ? i + 3 : from;
    }

    private int separator(int from, boolean plainCommas) {
        char c = charAt(from);
        if ((c == ' ' || c == '~' || c == '\'') && digit(from + 1)) {
            return from + 1;
        }
        int thin = blanks(from);
        if (charAt(thin) == '\\' && (charAt(thin + 1) == ',' || charAt(thin + 1) == ' ')) {
            return blanks(thin + 2);
        }
        if (charAt(thin) == '{') {
            int comma = blanks(thin + 1);
            int close = blanks(comma + 1);
            return charAt(comma) == ',' && charAt(close) == '}' ? blanks(close + 1) : from;
        }
        if (c == '_' && digit(from + 1)) {
            return from + 1;
        }
        if (c == '.') {
            // A single point would begin decimals.
            boolean another = digit(from + 1) && digit(from + 2) && digit(from + 3) && !digit(from + 4);
            boolean more = charAt(from + 4) == '.' && digit(from + 5);
            return another && (more || charAt(from - 4) == '.') ? from + 1 : from;
        }
        if (c != ',') {
            return from;
        }
        int noise = blanks(from + 1);
        if (charAt(noise) == '\\' && (charAt(noise + 1) == '!' || charAt(noise + 1) == ',')) {
            return charAt(noise + 1) == '!' ? blanks(noise + 2) : from;
        }
        return plainCommas && noise == from + 1 ? noise : from;
    }

    private void fraction(StringBuilder number, int from) {
        int afterPoint = at + 1;
        if (digit(afterPoint)) {
            at = afterPoint;
            number.append('.');
            int fraction = number.length();
            digits(number);
            if (!repeated(number)) {
                ellipsis(number, fraction);
            }
        } else {
            at = at == from ? blanks(afterPoint) : afterPoint;
            number.append('.');
            if (!repeated(number)) {
                number.setLength(number.length() - 1);
                at = afterPoint - 1;
            }
        }
    }

    /** Digits that are marked as repeating: {@code \overline{6}}, {@code \bar3}, {@code \dot{1}2\dot{3}}, {@code (6)}. */
    private boolean repeated(StringBuilder number) {
        int start = at;
        StringBuilder digits = new StringBuilder();
        if (mark("\\overline", digits) || mark("\\bar", digits) || mark("\\dot", digits)) {
            boolean dots = text.startsWith("\\dot", start);
            int last = at;
            int length = digits.length();
            if (dots) {
                digits(digits);
                if (mark("\\dot", digits)) {
                    last = at;
                    length = digits.length();
                }
            }
            at = last;
            number.append('(').append(digits, 0, length).append(')');
            return true;
        }
        if (charAt(at) == '(' && charAt(at - 1) == '.') {
            at++;
            digits(digits);
            if (charAt(at) == ')' && !digits.isEmpty()) {
                at++;
                number.append('(').append(digits).append(')');
                return true;
            }
        }
        at = start;
        return false;
    }

    private boolean mark(String command, StringBuilder digits) {
        if (!text.startsWith(command, at)) {
            return false;
        }
        int start = at;
        at = blanks(at + command.length());
        int before = digits.length();
        boolean braces = charAt(at) == '{';
        if (braces) {
            at = blanks(at + 1);
            digits(digits);
            at = blanks(at);
        } else if (digit(at)) {
            digits.append(text.charAt(at++));
        }
        if (digits.length() == before || (braces && charAt(at) != '}')) {
            digits.setLength(before);
            at = start;
            return false;
        }
        at += braces ? 1 : 0;
        return true;
    }

    /** Digits that go on for ever, {@code 0.1666...}: those that the end repeats. */
    private void ellipsis(StringBuilder number, int fraction) {
        int dots = dots();
        if (dots == 0) {
            return;
        }
        at += dots;
        int length = number.length() - fraction;
        for (int period = 1; 2 * period <= length && period <= 12; period++) {
            int end = number.length();
            if (number.substring(end - period).contentEquals(number.subSequence(end - 2 * period, end - period))) {
                // What stands before may belong to the repetition too: 0.3333 is 0.(3).
                int start = end - period;
                while (start - period >= fraction
                        && number.substring(start - period, start)
                                .contentEquals(number.subSequence(end - period, end))) {
                    start -= period;
                }
                String repeating = number.substring(end - period);
                number.setLength(start);
                number.append('(').append(repeating).append(')');
                return;
            }
        }
    }

    private int dots() {
        int i = blanks(at);
        int skipped = i - at;
        for (String form : new String[] {"...", "\\ldots", "\\dots", "\\cdots"}) {
            if (text.startsWith(form, i)) {
                return skipped + form.length();
            }
        }
        return 0;
    }

    private void exponent(StringBuilder number) {
        if (charAt(at) != 'e' && charAt(at) != 'E') {
            return;
        }
        boolean minus = charAt(at + 1) == '-';
        int start = minus || charAt(at + 1) == '+' ? at + 2 : at + 1;
        int end = start;
        while (digit(end)) {
            end++;
        }
        // 1E3_{16} has digits, not an exponent.
        if (end > start && charAt(end) != '_') {
            number.append(minus ? "e-" : "e").append(text, start, end);
            at = end;
        }
    }

    private void digits(StringBuilder into) {
        while (digit(at)) {
            into.append(text.charAt(at++));
        }
    }

    private int blanks(int from) {
        int i = from;
        while (charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    private boolean digit(int i) {
        char c = charAt(i);
        return c >= '0' && c <= '9';
    }

    private char charAt(int i) {
        return i >= 0 && i < text.length() ? text.charAt(i) : '\0';
    }
}
