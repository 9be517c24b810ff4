package zero4j.tokenizer;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import zero4j.tokenizer.TokenizerJson.UnknownKind;

/** What is done to a text before it is cut: the step {@code normalizer}. */
final class TextNormalizer {
    private TextNormalizer() {}

    /**
     * Reads one.
     *
     * @throws UnknownKind if it is of a kind that is not known here
     */
    static UnaryOperator<String> of(JsonNode json) {
        String type = TokenizerJson.type(json);
        return switch (type) {
            case "" -> text -> text;
            case "NFC", "NFD", "NFKC", "NFKD" -> {
                Normalizer.Form form = Normalizer.Form.valueOf(type);
                yield text -> Normalizer.normalize(text, form);
            }
            case "Lowercase" -> TextNormalizer::lowercase;
            case "Prepend" -> {
                String before = json.path("prepend").asString("");
                yield text -> text.isEmpty() ? text : before + text;
            }
            case "Replace" -> replace(json);
            case "Sequence" -> {
                List<UnaryOperator<String>> all = TokenizerJson.steps(json, "normalizers").stream()
                        .map(TextNormalizer::of)
                        .toList();
                yield text -> {
                    String result = text;
                    for (UnaryOperator<String> one : all) {
                        result = one.apply(result);
                    }
                    return result;
                };
            }
            default -> throw new UnknownKind("its normalizer is " + type);
        };
    }

    /** A step {@code Replace}, which decoders have, too. */
    static UnaryOperator<String> replace(JsonNode json) {
        TextPattern pattern = TextPattern.of(json.path("pattern"));
        String by = json.path("content").asString("");
        return text -> pattern.replaced(text, by);
    }

    /** Each character by itself: a sigma at the end of a word becomes no other than one within. */
    private static String lowercase(String text) {
        return text.codePoints()
                .mapToObj(character -> Character.toString(character).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
