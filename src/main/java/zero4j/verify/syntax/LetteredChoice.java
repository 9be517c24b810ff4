package zero4j.verify.syntax;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.verify.syntax.Lexeme.Kind;

/**
 * A choice by its letter, with what it says behind that: {@code (B) 12}, {@code B: 12}, {@code \text{Choice B: }12}. Either is the
 * answer, so what is behind the letter must not be another letter, or a guess would be paid for two.
 *
 * @param said empty if the letter is alone
 */
record LetteredChoice(String letter, List<Lexeme> said) {
    /** A capital that is a word of a text. */
    private static final Pattern LETTER = Pattern.compile("(?<![A-Za-z])[A-Z](?![A-Za-z])");

    /** Any letter but the Roman one, behind what joins it to another. */
    private static final Pattern JOINED = Pattern.compile("(?:[,;&|]\\s*(?:or|and)?|or|and)\\s*\\(?[a-zA-HJ-Z][).:]?");

    /** Begins {@code \text{or maybe }}. */
    private static final Pattern JOINING = Pattern.compile("[,;&|]|(?:or|and)\\b");

    /** Of the letters of choices those that are units as well: {@code \text{(B) }5^\circ\text{C}}. */
    private static final String UNITS = "ACFGHJ";

    private static final Pattern PLAIN_WORD = Pattern.compile("\\p{L}{2,}");

    private static final Set<String> HEDGES = Set.of(
            "maybe",
            "perhaps",
            "possibly",
            "probably",
            "also",
            "not",
            "but",
            "vs",
            "versus",
            "either",
            "else",
            "otherwise");

    private static final Pattern UNIT_BEHIND = Pattern.compile("$|[ /^]");

    /** The choice that the lexemes are; null if they are none. */
    static @Nullable LetteredChoice of(List<Lexeme> lexemes) {
        if (isBracketed(lexemes)) {
            return said(lexemes.get(1).text(), lexemes, 3);
        }
        Lexeme first = lexemes.getFirst();
        if (Wording.isChoice(first) && (lexemes.get(1).sign(")") || isBeforeColon(lexemes))) {
            return said(first.text(), lexemes, 2);
        }
        String marked = first.kind() == Kind.TEXT ? unlabelled(first.text()) : "";
        return isMarked(marked) ? said(marked.substring(letterOf(marked), letterOf(marked) + 1), lexemes, 1) : null;
    }

    private static @Nullable LetteredChoice said(String letter, List<Lexeme> lexemes, int from) {
        List<Lexeme> said = lexemes.subList(from, lexemes.size());
        return namesAnother(said) ? null : new LetteredChoice(letter, said);
    }

    /** {@code (B) 12}. */
    private static boolean isBracketed(List<Lexeme> lexemes) {
        return lexemes.size() > 3
                && lexemes.get(0).sign("(")
                && lexemes.get(1).kind() == Kind.LETTERS
                && lexemes.get(1).text().length() == 1
                && Character.isUpperCase(lexemes.get(1).text().charAt(0))
                && lexemes.get(2).sign(")")
                && lexemes.get(3).spaced()
                && lexemes.stream().skip(3).allMatch(t -> t.number() || t.kind() == Kind.LETTERS);
    }

    private static boolean isBeforeColon(List<Lexeme> lexemes) {
        return lexemes.get(1).sign(":")
                && lexemes.size() > 2
                && lexemes.get(2).spaced()
                && lexemes.stream().noneMatch(lexeme -> Commands.relation(lexeme) != null);
    }

    /** The text without a word for a choice before its letter: {@code Choice B:}. */
    private static String unlabelled(String text) {
        int blank = text.lastIndexOf(' ');
        return blank > 0 && Wording.isLabel(text.substring(0, blank)) ? text.substring(blank + 1) : text;
    }

    /** {@code (B)}, {@code (B) } or {@code B)} as a text. */
    private static boolean isMarked(String text) {
        int letter = letterOf(text);
        return text.length() == letter + 2
                && text.charAt(letter) >= 'A'
                && text.charAt(letter) <= 'Z'
                && ").:".indexOf(text.charAt(letter + 1)) >= 0;
    }

    private static int letterOf(String text) {
        return text.startsWith("(") ? 1 : 0;
    }

    /** Whether it is another letter to choose, or has one: {@code (A) or B}, {@code A: 5, B: 6}. */
    private static boolean namesAnother(List<Lexeme> said) {
        boolean found = !said.isEmpty() && joins(said.getFirst());
        for (int i = 0; !found && i < said.size(); i++) {
            Lexeme lexeme = said.get(i);
            found = lexeme.kind() == Kind.TEXT
                    ? isMarked(lexeme.text()) || hasAnother(lexeme.text().strip(), said, i)
                    : isAnother(said, i);
        }
        return found;
    }

    private static boolean isAnother(List<Lexeme> said, int i) {
        Lexeme letter = said.get(i);
        if (!Wording.isChoice(letter)) {
            return false;
        }
        Lexeme next = i + 1 < said.size() ? said.get(i + 1) : null;
        boolean marked = next != null && (next.sign(":") || next.sign(")"));
        // The point behind a letter within an answer is gone: "A. 5 B. 6".
        boolean between = next != null && next.number() && letter.spaced() && i > 0;
        boolean named = next != null && Commands.relation(next) != null;
        return marked || between || (!named && isNumberless(letter.text()) && isJoined(said, i));
    }

    /** {@code \text{or B}}, {@code \text{, B}}, {@code \text{ maybe (B)}}, or {@code \text{B}} behind what joins. */
    private static boolean hasAnother(String text, List<Lexeme> said, int i) {
        Matcher letters = LETTER.matcher(text);
        boolean found = JOINED.matcher(text).matches();
        while (!found && letters.find()) {
            String letter = letters.group();
            String before = text.substring(0, letters.start()).strip();
            boolean unit = UNITS.contains(letter)
                    && UNIT_BEHIND.matcher(text.substring(1)).lookingAt();
            boolean harmless = before.isEmpty() ? unit && !isJoined(said, i) : isName(before);
            found = letter.charAt(0) <= 'J' && isNumberless(letter) && !harmless;
        }
        return found;
    }

    /** Words that a letter behind them belongs to: {@code Vitamin C}, but not {@code or maybe B} nor {@code option B}. */
    private static boolean isName(String words) {
        return Stream.of(words.toLowerCase(Locale.ROOT).split("\\s+"))
                .allMatch(word -> PLAIN_WORD.matcher(word).matches()
                        && !AnswerWords.connects(word)
                        && !HEDGES.contains(word)
                        && !Wording.isLabel(word));
    }

    /** Not the Roman one: {@code (B) I and II}. */
    private static boolean isNumberless(String letter) {
        return !letter.equals("I");
    }

    private static boolean isJoined(List<Lexeme> said, int i) {
        return i == 0 || Wording.isChoice(said.get(i - 1)) || isBehindJoining(said, i);
    }

    /** Behind {@code or}, or behind {@code or maybe}. */
    private static boolean isBehindJoining(List<Lexeme> said, int i) {
        boolean joined = false;
        for (int before = i - 1; !joined && before >= 0; before--) {
            Lexeme lexeme = said.get(before);
            joined = joins(lexeme) || JOINING.matcher(lexeme.text().strip()).lookingAt();
            if (lexeme.kind() != Kind.TEXT) {
                break;
            }
        }
        return joined;
    }

    private static boolean joins(Lexeme lexeme) {
        return lexeme.sign(",")
                || lexeme.sign(";")
                || lexeme.sign("/")
                || AnswerWords.connects(lexeme.text().strip().toLowerCase(Locale.ROOT));
    }
}
