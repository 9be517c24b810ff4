package zero4j.tokenizer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import zero4j.UserError;
import zero4j.Words;
import zero4j.tokenizer.TokenizerJson.UnknownKind;

/**
 * Patterns of a {@code tokenizer.json}, which are Oniguruma's: classes of characters are Unicode's, lines end with a line feed, and {@code ^}
 * and {@code $} are at every line. What Java reads in another way is refused, but for letters that are several in the other case, as
 * {@code ß} is, where case does not matter.
 */
final class TextPattern {
    private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES | Pattern.MULTILINE;

    /** What means something else to Java, or nothing: classes by name, counts with a sign behind, modes within, words and other escapes. */
    private static final Pattern OTHER = Pattern.compile(
            "(?<!\\\\)\\[:|(?<!\\\\x)\\{[\\d,]+}\\+|\\{\\d+}\\?|\\\\[bBwWhHvVQERXKGkg]|\\(\\?[a-z]*[-mx]|.\\(\\?[a-z]+\\)",
            Pattern.DOTALL);

    private final Pattern pattern;

    private TextPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @param pattern {@code {"String": text}} or {@code {"Regex": expression}} */
    static TextPattern of(JsonNode pattern) {
        if (pattern.path("String").isString()) {
            return literal(pattern.path("String").asString());
        }
        if (!pattern.path("Regex").isString()) {
            throw new IllegalArgumentException("a pattern is neither a String nor a Regex");
        }
        return regex(pattern.path("Regex").asString());
    }

    static TextPattern literal(String text) {
        return new TextPattern(Pattern.compile(Pattern.quote(text)));
    }

    static TextPattern regex(String expression) {
        if (OTHER.matcher(expression).find()) {
            throw new UnknownKind("its pattern " + expression);
        }
        try {
            Pattern pattern = Pattern.compile(expression.replace("\\p{Han}", "\\p{IsHan}"), FLAGS);
            if (pattern.matcher("").find()) {
                throw new UnknownKind("its pattern " + expression + ", which matches an empty text");
            }
            return new TextPattern(pattern);
        } catch (PatternSyntaxException e) {
            throw new UnknownKind("its pattern " + expression + " (" + e.getDescription() + ")");
        }
    }

    /** What is told of a match. */
    @FunctionalInterface
    interface Match {
        /** From its first character to behind its last; it is empty where both are the same. */
        void at(int from, int to);
    }

    /**
     * Finds the matches, one behind the other, but for empty ones at the end of another.
     *
     * @throws UserError if the text is too long for an expression that repeats a group
     */
    void find(String text, Match match) {
        Matcher matcher = pattern.matcher(text);
        try {
            int end = 0;
            while (matcher.find()) {
                if (matcher.end() > end) {
                    end = matcher.end();
                    match.at(matcher.start(), end);
                }
            }
        } catch (StackOverflowError e) {
            throw new UserError(
                    "the tokenizer's pattern " + pattern + " cannot be matched with a text of "
                            + Words.counted(text.length(), "character") + "; shorten the text",
                    e);
        }
    }

    /** The text with something in the place of every match. */
    String replaced(String text, String by) {
        StringBuilder result = new StringBuilder();
        int[] done = {0};
        find(text, (from, to) -> {
            if (from < to) {
                result.append(text, done[0], from).append(by);
                done[0] = to;
            }
        });
        return result.append(text, done[0], text.length()).toString();
    }
}
