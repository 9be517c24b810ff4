package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/** Numbers that are written out: {@code one hundred and five}, {@code two thirds}, and what words behind a number add to it. */
final class NumberWords {
    private static final int AND = "and ".length();
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Map<String, Integer> PARTS = parts();

    private NumberWords() {}

    /** The value of words in lower case with blanks between them; null if they are no number. */
    static @Nullable BigFraction value(String words) {
        List<String> said =
                new ArrayList<>(List.of(BLANKS.split(words.replace('-', ' ').strip())));
        boolean negative = said.size() > 1
                && (said.getFirst().equals("negative") || said.getFirst().equals("minus"));
        if (negative) {
            said.removeFirst();
        }
        BigFraction value = fraction(said);
        return value == null ? null : negative ? value.negate() : value;
    }

    private static @Nullable BigFraction fraction(List<String> said) {
        Integer part = said.size() > 1 ? PARTS.get(said.getLast()) : null;
        if (part == null) {
            Long whole = whole(said);
            return whole == null ? null : BigFraction.of(whole);
        }
        List<String> rest = said.subList(0, said.size() - 1);
        int and = rest.lastIndexOf("and");
        Long above = count(rest.subList(and + 1, rest.size()));
        Long whole = and > 0 ? whole(rest.subList(0, and)) : Long.valueOf(0);
        return above == null || whole == null || and == 0 || (and > 0 && above >= part)
                ? null
                : BigFraction.of(whole).add(BigFraction.of(above, part));
    }

    private static @Nullable Long count(List<String> said) {
        return said.equals(List.of("a")) || said.equals(List.of("an")) ? Long.valueOf(1) : whole(said);
    }

    private static @Nullable Long whole(List<String> said) {
        long total = 0;
        long group = 0;
        boolean any = false;
        long last = Long.MAX_VALUE;
        for (int i = 0; i < said.size(); i++) {
            String word = said.get(i);
            Integer small = AnswerWords.number(word);
            Long scale = AnswerWords.scale(word);
            boolean joining = word.equals("and") && i > 0 && i + 1 < said.size() && group % 100 == 0 && group > 0;
            if (scale != null && any && scale == 100 && group > 0 && group < 10) {
                group *= 100;
            } else if (scale != null
                    && any
                    && scale >= 1000
                    && group > 0
                    && scale < last
                    && total < Long.MAX_VALUE / 1000) {
                total += group * scale;
                last = scale;
                group = 0;
            } else if (small != null && small < 100 && fits(group, small)) {
                group += small;
                any = true;
            } else if (!joining) {
                return null;
            }
        }
        return any ? total + group : null;
    }

    /** Whether a number below a hundred may follow: tens behind hundreds, ones behind tens. */
    private static boolean fits(long group, int small) {
        return group % 100 == 0 || (group % 10 == 0 && group % 100 >= 20 && small > 0 && small < 10);
    }

    /**
     * Adds what {@code words} behind the number that was added last make of it: a mixed number, a fraction, a power.
     *
     * @param whole whether that number is a whole one
     * @return whether they make something of it
     */
    static boolean behind(String words, boolean whole, List<Lexeme> out) {
        if (words.equals("squared") || words.equals("cubed")) {
            out.add(new Lexeme(Kind.SIGN, "^", Gap.NONE));
            out.add(new Lexeme(Kind.NUMBER, words.equals("squared") ? "2" : "3", Gap.NONE));
            return true;
        }
        Integer part = words.startsWith("quarter") ? null : PARTS.get(words);
        if (whole && part != null) {
            out.add(new Lexeme(Kind.SIGN, "/", Gap.BLANK));
            out.add(new Lexeme(Kind.NUMBER, part.toString(), Gap.BLANK));
            return true;
        }
        if (!whole || !words.startsWith("and ")) {
            return false;
        }
        List<String> said = List.of(words.substring(AND).split(" "));
        Integer below = PARTS.get(said.getLast());
        Long above = said.size() > 1 ? count(said.subList(0, said.size() - 1)) : null;
        if (below == null || above == null || above >= below) {
            return false;
        }
        out.add(new Lexeme(Kind.COMMAND, "frac", Gap.BLANK));
        for (long number : new long[] {above, below}) {
            out.add(new Lexeme(Kind.SIGN, "{", Gap.NONE));
            out.add(new Lexeme(Kind.NUMBER, Long.toString(number), Gap.NONE));
            out.add(new Lexeme(Kind.SIGN, "}", Gap.NONE));
        }
        return true;
    }

    private static Map<String, Integer> parts() {
        Map<String, Integer> parts = new HashMap<>();
        String[] names = "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(" ");
        for (int i = 0; i < names.length; i++) {
            parts.put(names[i], i + 3);
            parts.put(names[i] + "s", i + 3);
        }
        parts.put("half", 2);
        parts.put("halves", 2);
        parts.put("quarter", 4);
        parts.put("quarters", 4);
        parts.put("twentieth", 20);
        parts.put("twentieths", 20);
        parts.put("hundredth", 100);
        parts.put("hundredths", 100);
        parts.put("thousandth", 1000);
        parts.put("thousandths", 1000);
        return Map.copyOf(parts);
    }
}
