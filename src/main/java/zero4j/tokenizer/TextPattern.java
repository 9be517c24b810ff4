package zero4j.tokenizer;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/** Patterns of a {@code tokenizer.json}, which are Oniguruma's: classes of characters are Unicode's, and a line ends with a line feed. */
final class TextPattern {
    private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES;

    private TextPattern() {}

    /** @param pattern {@code {"String": text}} or {@code {"Regex": expression}} */
    static Pattern of(JsonNode pattern) {
        String text = pattern.path("String").asString("");
        return text.isEmpty() ? regex(pattern.path("Regex").asString("")) : Pattern.compile(Pattern.quote(text));
    }

    static Pattern regex(String expression) {
        try {
            return Pattern.compile(expression, FLAGS);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("the pattern " + expression + " is wrong: " + e.getDescription(), e);
        }
    }
}
