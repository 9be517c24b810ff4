package zero4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import zero4j.tokenizer.TokenizerJson.UnknownKind;

/** What cuts a text into the words that the model is given one by one: the step {@code pre_tokenizer}. */
@FunctionalInterface
interface PreTokenizer {
    /** Words as GPT-2 has them, which {@code ByteLevel} cuts a text into unless something before it does. */
    TextPattern GPT2 =
            TextPattern.regex("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    /**
     * The pieces of one.
     *
     * @param first whether the piece is the beginning of the whole text
     */
    List<String> pieces(String piece, boolean first);

    /**
     * Reads one.
     *
     * @throws UnknownKind if it is of a kind that is not known here
     */
    static PreTokenizer of(JsonNode json) {
        String type = TokenizerJson.type(json);
        return switch (type) {
            case "" -> (piece, _) -> List.of(piece);
            case "Split" -> {
                TextPattern pattern = TextPattern.of(json.path("pattern"));
                TextCut cut = TextCut.of(json.path("behavior"));
                boolean invert = json.path("invert").asBoolean(false);
                yield (piece, _) -> cut.pieces(piece, pattern, invert);
            }
            case "Digits" -> {
                TextPattern digits = TextPattern.regex("\\p{N}");
                TextCut cut = json.path("individual_digits").asBoolean(false) ? TextCut.ISOLATED : TextCut.CONTIGUOUS;
                yield (piece, _) -> cut.pieces(piece, digits, false);
            }
            case "ByteLevel" -> byteLevel(json);
            case "Metaspace" -> Metaspace.of(json)::pieces;
            case "Sequence" -> sequence(TokenizerJson.steps(json, "pretokenizers"));
            default -> throw new UnknownKind("its pre_tokenizer is " + type);
        };
    }

    private static PreTokenizer byteLevel(JsonNode json) {
        boolean space = json.path("add_prefix_space").asBoolean(true);
        boolean words = json.path("use_regex").asBoolean(true);
        return (piece, _) -> {
            String text = space && !piece.startsWith(" ") ? " " + piece : piece;
            List<String> pieces = words ? TextCut.ISOLATED.pieces(text, GPT2, false) : List.of(text);
            return pieces.stream().map(TokenBytes::byteNames).toList();
        };
    }

    private static PreTokenizer sequence(List<JsonNode> json) {
        List<PreTokenizer> all = json.stream().map(PreTokenizer::of).toList();
        return (piece, first) -> {
            List<String> pieces = List.of(piece);
            for (PreTokenizer one : all) {
                List<String> cut = new ArrayList<>();
                for (String part : pieces) {
                    cut.addAll(one.pieces(part, first && cut.isEmpty()));
                }
                pieces = cut;
            }
            return pieces;
        };
    }
}
