package zero4j.analyze;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A text in the form in which texts are compared. Its words are the runs of letters and the runs of digits in small letters, and the
 * names of LaTeX commands; each character of a script without blanks is a word. Punctuation, dollar signs and braces are nothing,
 * like commands that only space, size or style.
 *
 * @param words in order
 * @param starts of each word, in the text (near it where small letters are more characters than capitals)
 * @param text in Unicode's form NFKC, otherwise unchanged
 * @param symbols words, and between them what else has a meaning, such as {@code + - * / ^ = < ( )}, with blanks between all
 */
record ComparedText(List<String> words, int[] starts, String text, String symbols) {
    private static final String NOTHING = ".,;:?\"“”„«»${}&~";
    private static final String NOTHING_BEHIND_BACKSLASH = ",;:!> \t\r\n()[]{}\\$";

    private static final Set<String> STYLE = Set.of(
            "left",
            "right",
            "big",
            "bigg",
            "bigl",
            "bigr",
            "biggl",
            "biggr",
            "quad",
            "qquad",
            "enspace",
            "thinspace",
            "displaystyle",
            "textstyle",
            "limits",
            "text",
            "textbf",
            "textit",
            "textrm",
            "mathrm",
            "mathbf",
            "mathit",
            "mbox",
            "rm",
            "bf",
            "it",
            "boldsymbol",
            "operatorname");

    private static final Map<String, String> SAME = Map.of(
            "dfrac", "frac", "tfrac", "frac", "cfrac", "frac", "le", "leq", "ge", "geq", "ne", "neq", "ldots", "dots",
            "cdots", "dots");

    private static final Map<Integer, String> SAME_SIGN = Map.of(
            (int) '’', "'", (int) '‘', "'", (int) '′', "'", (int) '`', "'", (int) '–', "-", (int) '—', "-", (int) '−',
            "-", (int) '‐', "-");

    static ComparedText of(String raw) {
        boolean plain = Normalizer.isNormalized(raw, Normalizer.Form.NFKC);
        String text = plain ? raw : Normalizer.normalize(raw, Normalizer.Form.NFKC);
        return new Scan(text.toLowerCase(Locale.ROOT)).whole(text);
    }

    /** The words and signs of {@link #symbols}. */
    List<String> tokens() {
        return symbols.isEmpty() ? List.of() : List.of(symbols.split(" "));
    }

    /** A reading from the first to the last character. */
    private static final class Scan {
        private final String text;
        private final List<String> words = new ArrayList<>();
        private final StringBuilder symbols = new StringBuilder();
        private int[] starts = new int[16];
        private int at;

        private Scan(String text) {
            this.text = text;
        }

        private ComparedText whole(String original) {
            while (at < text.length()) {
                int c = text.codePointAt(at);
                if (c == '\\') {
                    command();
                } else if (Character.isIdeographic(c)) {
                    word(at + Character.charCount(c));
                } else if (Character.isLetter(c)) {
                    word(endOfLetters(at));
                } else if (Character.isDigit(c)) {
                    word(endOfDigits());
                } else {
                    sign(c);
                    at += Character.charCount(c);
                }
            }
            return new ComparedText(words, starts, original, symbols.toString());
        }

        private void command() {
            int end = endOfLetters(at + 1);
            if (end == at + 1) {
                boolean nothing = end < text.length() && NOTHING_BEHIND_BACKSLASH.indexOf(text.charAt(end)) >= 0;
                at += nothing ? 2 : 1;
                return;
            }
            String name = text.substring(at + 1, end);
            if (!STYLE.contains(name)) {
                add(SAME.getOrDefault(name, name));
            }
            at = end;
        }

        private void word(int end) {
            add(text.substring(at, end));
            at = end;
        }

        private void add(String word) {
            if (words.size() == starts.length) {
                starts = Arrays.copyOf(starts, 2 * starts.length);
            }
            starts[words.size()] = at;
            words.add(word);
            symbol(word);
        }

        private void sign(int c) {
            int type = Character.getType(c);
            boolean invisible = Character.isWhitespace(c) || type == Character.FORMAT || type == Character.CONTROL;
            if (!invisible && NOTHING.indexOf(c) < 0) {
                symbol(SAME_SIGN.getOrDefault(c, Character.toString(c)));
            }
        }

        private void symbol(String one) {
            if (!symbols.isEmpty()) {
                symbols.append(' ');
            }
            symbols.append(one);
        }

        private int endOfLetters(int from) {
            int end = from;
            while (end < text.length()) {
                int c = text.codePointAt(end);
                if (Character.isIdeographic(c) || !(Character.isLetter(c) || isMark(c))) {
                    break;
                }
                end += Character.charCount(c);
            }
            return end;
        }

        private static boolean isMark(int c) {
            int type = Character.getType(c);
            return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        }

        private int endOfDigits() {
            int end = at;
            while (end < text.length() && Character.isDigit(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            return end;
        }
    }
}
