package zero4j.verify.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Words that mean something by themselves. */
final class AnswerWords {
    private static final Set<String> MONTHS = Set.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");

    /** Words of which a sentence is made, but no name of a thing. */
    private static final Set<String> SENTENCE = Set.of(
            "the",
            "is",
            "are",
            "was",
            "be",
            "answer",
            "value",
            "therefore",
            "thus",
            "hence",
            "where",
            "which",
            "that",
            "so",
            "we",
            "get",
            "have",
            "then",
            "equals",
            "final",
            "because",
            "since");

    private static final Map<String, Long> SCALES = Map.of(
            "dozen", 12L,
            "hundred", 100L,
            "thousand", 1_000L,
            "myriad", 10_000L,
            "hundredmillion", 100_000_000L,
            "million", 1_000_000L,
            "billion", 1_000_000_000L,
            "trillion", 1_000_000_000_000L);

    private static final String ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen"
            + " fourteen fifteen sixteen seventeen eighteen nineteen";
    private static final String TENS = "twenty thirty forty fifty sixty seventy eighty ninety";
    private static final Map<String, Integer> NUMBERS = numbers();

    private AnswerWords() {}

    /** Whether it is a word such as "if" before a condition, which {@code next} begins. */
    static boolean introduces(Lexeme lexeme, Lexeme next) {
        boolean word = lexeme.kind() == Lexeme.Kind.TEXT || lexeme.kind() == Lexeme.Kind.LETTERS;
        boolean wordNext =
                next.text().length() > 1 && (next.kind() == Lexeme.Kind.TEXT || next.kind() == Lexeme.Kind.LETTERS);
        return word
                && lexeme.text().length() > 1
                && !wordNext
                && switch (normalised(lexeme.text())) {
                    case "if",
                            "for",
                            "when",
                            "where",
                            "all",
                            "with",
                            "forall",
                            "any",
                            "forany",
                            "ifandonlyif",
                            "about",
                            "approximately" -> true;
                    default -> false;
                };
    }

    /** Whether it is a word within a formula that a condition follows. */
    static boolean conditional(Lexeme lexeme) {
        return lexeme.kind() == Lexeme.Kind.TEXT
                && switch (lexeme.text()) {
                    case "for", "if", "when", "where", "with" -> true;
                    default -> false;
                };
    }

    /** Whether the text is words alone, which are no list. */
    static boolean words(String text) {
        boolean joined = text.contains(" and ") || text.contains(" or ");
        if (joined && text.indexOf(',') < 0) {
            // Single words side by side are the elements of a list.
            return text.indexOf(' ') != text.lastIndexOf(' ', text.lastIndexOf(' ') - 1);
        }
        for (int i = 0; i < text.length(); i++) {
            if (!Scanner.letter(text.charAt(i)) && " -'".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return text.length() > 1;
    }

    /** Whether it separates the elements of a list. */
    static boolean connects(String word) {
        return word.equals("and") || word.equals("or");
    }

    /** Whether an ordinal ends with these letters. */
    static boolean ordinal(String letters) {
        return switch (letters) {
            case "st", "nd", "rd", "th" -> true;
            default -> false;
        };
    }

    /** Whether they are the letters that end the ordinal of this number. */
    static boolean ordinal(String number, String letters) {
        char last = number.charAt(number.length() - 1);
        boolean teen = number.length() > 1 && number.charAt(number.length() - 2) == '1';
        return letters.equals(
                teen
                        ? "th"
                        : switch (last) {
                            case '1' -> "st";
                            case '2' -> "nd";
                            case '3' -> "rd";
                            default -> "th";
                        });
    }

    static boolean month(String word) {
        return word.length() > 2 && MONTHS.contains(word.toLowerCase(Locale.ROOT));
    }

    static boolean ofSentence(String word) {
        return word.length() > 1 && SENTENCE.contains(word.toLowerCase(Locale.ROOT));
    }

    /** The factor that a word such as "million" stands for; null if it is another word. */
    static @Nullable Long scale(String word) {
        return SCALES.get(word);
    }

    /** The whole number from 0 to 100 that is written out, in lower case without blanks; null if it is none. */
    static @Nullable Integer number(String words) {
        return NUMBERS.get(words);
    }

    /** Only the letters and digits of {@code text}, in lower case. */
    static String normalised(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                kept.append(Character.toLowerCase(c));
            }
        }
        return kept.toString();
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        String[] ones = ONES.split(" ", -1);
        for (int i = 0; i < ones.length; i++) {
            numbers.put(ones[i], i);
        }
        String[] tens = TENS.split(" ", -1);
        for (int i = 0; i < tens.length; i++) {
            numbers.put(tens[i], 20 + 10 * i);
            for (int one = 1; one < 10; one++) {
                numbers.put(tens[i] + ones[one], 20 + 10 * i + one);
            }
        }
        numbers.put("hundred", 100);
        numbers.put("onehundred", 100);
        return Map.copyOf(numbers);
    }
}
