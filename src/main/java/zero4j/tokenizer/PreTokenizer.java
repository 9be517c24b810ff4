package zero4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What cuts a text into the words that the model is given one by one. */
@FunctionalInterface
interface PreTokenizer {
    /** Words as GPT-2 has them, which {@code ByteLevel} cuts a text into unless something before it does. */
    Pattern GPT2 =
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
     * @throws UnsupportedOperationException if it is of a kind that is not known here
     */
    static PreTokenizer of(JsonNode json) {
        String type = TokenizerJson.type(json);
        return switch (type) {
            case "" -> (piece, _) -> List.of(piece);
            case "Split" -> {
                Pattern pattern = TextPattern.of(json.path("pattern"));
                Cut cut = Cut.of(json.path("behavior").asString(""));
                boolean invert = json.path("invert").asBoolean(false);
                yield (piece, _) -> cut.pieces(piece, pattern, invert);
            }
            case "Digits" -> {
                Pattern digits = TextPattern.regex("\\p{N}");
                Cut cut = json.path("individual_digits").asBoolean(false) ? Cut.ISOLATED : Cut.CONTIGUOUS;
                yield (piece, _) -> cut.pieces(piece, digits, false);
            }
            case "ByteLevel" -> byteLevel(json);
            case "Metaspace" -> metaspace(json);
            case "Sequence" -> sequence(json.path("pretokenizers"));
            default -> throw new UnsupportedOperationException("its pre_tokenizer is " + type);
        };
    }

    private static PreTokenizer byteLevel(JsonNode json) {
        boolean space = json.path("add_prefix_space").asBoolean(true);
        boolean words = json.path("use_regex").asBoolean(true);
        return (piece, _) -> {
            String text = space && !piece.startsWith(" ") ? " " + piece : piece;
            List<String> pieces = words ? Cut.ISOLATED.pieces(text, GPT2, false) : List.of(text);
            return pieces.stream().map(TokenBytes::byteNames).toList();
        };
    }

    /** Spaces become visible, and begin words. */
    private static PreTokenizer metaspace(JsonNode json) {
        String mark = json.path("replacement").asString("\u2581");
        boolean none = !json.path("add_prefix_space").asBoolean(true);
        String prepend = json.path("prepend_scheme").asString(none ? "never" : "always");
        Pattern marks = Pattern.compile(Pattern.quote(mark));
        boolean split = json.path("split").asBoolean(true);
        return (piece, first) -> {
            String text = piece.replace(" ", mark);
            boolean missing =
                    !text.startsWith(mark) && (prepend.equals("always") || (prepend.equals("first") && first));
            String marked = missing ? mark + text : text;
            return split ? Cut.MERGED_WITH_NEXT.pieces(marked, marks, false) : List.of(marked);
        };
    }

    private static PreTokenizer sequence(JsonNode json) {
        List<PreTokenizer> all = json.valueStream().map(PreTokenizer::of).toList();
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

    /** What becomes of the places where a pattern matches. */
    enum Cut {
        REMOVED,
        ISOLATED,
        MERGED_WITH_PREVIOUS,
        MERGED_WITH_NEXT,
        CONTIGUOUS;

        /** As files call them. */
        static Cut of(String name) {
            return switch (name) {
                case "Removed" -> REMOVED;
                case "Isolated" -> ISOLATED;
                case "MergedWithPrevious" -> MERGED_WITH_PREVIOUS;
                case "MergedWithNext" -> MERGED_WITH_NEXT;
                case "Contiguous" -> CONTIGUOUS;
                default -> throw new UnsupportedOperationException("its pre_tokenizer splits by " + name);
            };
        }

        /**
         * The pieces of a text; none is empty.
         *
         * @param invert whether what lies between the matches counts as a match
         */
        List<String> pieces(String text, Pattern pattern, boolean invert) {
            Pieces pieces = new Pieces(this);
            Matcher matcher = pattern.matcher(text);
            int end = 0;
            while (matcher.find()) {
                pieces.add(text, end, matcher.start(), invert);
                pieces.add(text, matcher.start(), matcher.end(), !invert);
                end = matcher.end();
            }
            pieces.add(text, end, text.length(), invert);
            return pieces.all;
        }
    }

    /** Pieces that are being collected. */
    final class Pieces {
        private final Cut cut;
        private final List<String> all = new ArrayList<>();
        private boolean previous; // whether the last piece is a match

        private Pieces(Cut cut) {
            this.cut = cut;
        }

        private void add(String text, int from, int to, boolean match) {
            if (from == to) {
                return;
            }
            String piece = text.substring(from, to);
            boolean joins = switch (cut) {
                case REMOVED, ISOLATED -> false;
                case MERGED_WITH_PREVIOUS -> match && !previous;
                case MERGED_WITH_NEXT -> !match && previous;
                case CONTIGUOUS -> match == previous;
            };
            if (joins && !all.isEmpty()) {
                all.set(all.size() - 1, all.getLast() + piece);
            } else if (cut != Cut.REMOVED || !match) {
                all.add(piece);
            }
            previous = match;
        }
    }
}
