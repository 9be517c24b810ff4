package zero4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import zero4j.tokenizer.TokenizerJson.UnknownKind;

/**
 * The step {@code Metaspace}: spaces become visible, and begin words.
 *
 * @param mark what stands for a space
 * @param marks where there is one
 * @param scheme whether one is put before a text: {@code always}, {@code never}, or {@code first}, only at the beginning of the whole
 * @param split whether marks begin words
 */
record Metaspace(String mark, TextPattern marks, String scheme, boolean split) {
    static Metaspace of(JsonNode json) {
        boolean none = !json.path("add_prefix_space").asBoolean(true); // as older files say it
        String scheme = json.path("prepend_scheme").asString(none ? "never" : "always");
        if (!List.of("always", "first", "never").contains(scheme)) {
            throw new UnknownKind("a Metaspace has the prepend_scheme " + scheme);
        }
        String mark = json.path("replacement").asString("\u2581");
        return new Metaspace(
                mark, TextPattern.literal(mark), scheme, json.path("split").asBoolean(true));
    }

    /** As of a {@link PreTokenizer}. */
    List<String> pieces(String piece, boolean first) {
        String text = piece.replace(" ", mark);
        boolean prepends = scheme.equals("always") || (scheme.equals("first") && first);
        String marked = prepends && !text.startsWith(mark) ? mark + text : text;
        return split ? TextCut.MERGED_WITH_NEXT.pieces(marked, marks, false) : List.of(marked);
    }

    /** As of a {@link TokenDecoder}: marks of the first token are nothing where one may have been put before the text. */
    List<String> decoded(List<String> names) {
        List<String> parts = new ArrayList<>();
        for (String name : names) {
            parts.add(name.replace(mark, parts.isEmpty() && !scheme.equals("never") ? "" : " "));
        }
        return parts;
    }
}
