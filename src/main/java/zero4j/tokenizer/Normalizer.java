package zero4j.tokenizer;

import java.text.Normalizer.Form;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What is done to a text before it is cut. */
@FunctionalInterface
interface Normalizer {
    /** The normalised text. */
    String normalized(String text);

    /**
     * Reads one.
     *
     * @throws UnsupportedOperationException if it is of a kind that is not known here
     */
    static Normalizer of(JsonNode json) {
        String type = TokenizerJson.type(json);
        return switch (type) {
            case "" -> text -> text;
            case "NFC" -> form(Form.NFC);
            case "NFD" -> form(Form.NFD);
            case "NFKC" -> form(Form.NFKC);
            case "NFKD" -> form(Form.NFKD);
            case "Lowercase" -> text -> text.toLowerCase(Locale.ROOT);
            case "Prepend" -> {
                String before = json.path("prepend").asString("");
                yield text -> text.isEmpty() ? text : before + text;
            }
            case "Replace" -> {
                Pattern pattern = TextPattern.of(json.path("pattern"));
                String by = Matcher.quoteReplacement(json.path("content").asString(""));
                yield text -> pattern.matcher(text).replaceAll(by);
            }
            case "Sequence" -> {
                List<Normalizer> all = json.path("normalizers")
                        .valueStream()
                        .map(Normalizer::of)
                        .toList();
                yield text -> {
                    String result = text;
                    for (Normalizer one : all) {
                        result = one.normalized(result);
                    }
                    return result;
                };
            }
            default -> throw new UnsupportedOperationException("its normalizer is " + type);
        };
    }

    private static Normalizer form(Form form) {
        return text -> java.text.Normalizer.normalize(text, form);
    }
}
