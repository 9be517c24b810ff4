package zero4j.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tokens that are found in a text as they are written, before the model sees the rest: the longest that begins leftmost. */
final class AddedTokens {
    private final Map<Character, List<Added>> byFirst = new HashMap<>();

    /**
     * One of them.
     *
     * @param word whether it counts only where no word goes on before or behind it
     * @param left whether it takes the space before it
     * @param right whether it takes the space behind it
     */
    private record Added(String text, int id, boolean word, boolean left, boolean right) {}

    /**
     * A part of a text: a token, or text between tokens.
     *
     * @param text null for a token
     * @param id -1 for text
     * @param first whether it is the beginning of the text
     */
    record Part(@Nullable String text, int id, boolean first) {}

    /**
     * Those of a file that are found in the same kind of text.
     *
     * @param normalized whether those that are found in normalised text, or the others
     * @param normalizer of their names, too
     */
    AddedTokens(List<JsonNode> tokens, boolean normalized, UnaryOperator<String> normalizer) {
        for (JsonNode token : tokens) {
            String text = token.path("content").asString("");
            String sought = normalized ? normalizer.apply(text) : text;
            if (token.path("normalized").asBoolean(false) == normalized && !sought.isEmpty()) {
                byFirst.computeIfAbsent(sought.charAt(0), _ -> new ArrayList<>())
                        .add(new Added(
                                sought,
                                token.path("id").asInt(),
                                token.path("single_word").asBoolean(false),
                                token.path("lstrip").asBoolean(false),
                                token.path("rstrip").asBoolean(false)));
            }
        }
        byFirst.values()
                .forEach(all ->
                        all.sort(Comparator.comparingInt(token -> -token.text().length())));
    }

    /**
     * The parts of a text, of which none is empty.
     *
     * @param first whether it is the beginning of the whole text
     */
    List<Part> parts(String text, boolean first) {
        List<Part> parts = new ArrayList<>();
        int done = 0;
        int at = 0;
        while (at < text.length()) {
            Added token = at(text, at);
            if (token == null) {
                at++;
                continue;
            }
            int end = at + token.text().length();
            if (!token.word() || isWord(text, at, end)) {
                int from = token.left() ? spaceBefore(text, at, done) : at;
                addText(text, done, from, first, parts);
                end = token.right() ? spaceBehind(text, end) : end;
                parts.add(new Part(null, token.id(), first && from == 0));
                done = end;
            }
            at = end;
        }
        addText(text, done, text.length(), first, parts);
        return parts;
    }

    private static void addText(String text, int from, int to, boolean first, List<Part> parts) {
        if (from < to) {
            parts.add(new Part(text.substring(from, to), -1, first && from == 0));
        }
    }

    private @Nullable Added at(String text, int at) {
        for (Added token : byFirst.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(token.text(), at)) {
                return token;
            }
        }
        return null;
    }

    private static boolean isWord(String text, int from, int to) {
        boolean before = from > 0 && isWordCharacter(text.codePointBefore(from));
        boolean behind = to < text.length() && isWordCharacter(text.codePointAt(to));
        return !before && !behind;
    }

    private static boolean isWordCharacter(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.CONNECTOR_PUNCTUATION -> true;
            default -> Character.isAlphabetic(character) || character == '\u200C' || character == '\u200D';
        };
    }

    private static int spaceBefore(String text, int at, int done) {
        int from = at;
        while (from > done && isSpace(text.charAt(from - 1))) {
            from--;
        }
        return from;
    }

    private static int spaceBehind(String text, int at) {
        int to = at;
        while (to < text.length() && isSpace(text.charAt(to))) {
            to++;
        }
        return to;
    }

    /** Unicode's property {@code White_Space}. */
    private static boolean isSpace(char character) {
        return Character.isSpaceChar(character) || (character >= '\t' && character <= '\r') || character == '\u0085';
    }
}
