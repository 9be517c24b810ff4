package zero4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import zero4j.tokenizer.TokenizerJson.UnknownKind;

/** Where a text is cut by the matches of a pattern: what becomes of them. */
enum TextCut {
    REMOVED,
    ISOLATED,
    MERGED_WITH_PREVIOUS,
    MERGED_WITH_NEXT,
    CONTIGUOUS;

    /** @param name as files have it */
    static TextCut of(JsonNode name) {
        return switch (name.asString("")) {
            case "Removed" -> REMOVED;
            case "Isolated" -> ISOLATED;
            case "MergedWithPrevious" -> MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> MERGED_WITH_NEXT;
            case "Contiguous" -> CONTIGUOUS;
            default -> throw new UnknownKind("its pre_tokenizer splits by " + name);
        };
    }

    /**
     * The pieces of a text; none is empty.
     *
     * @param invert whether what lies between the matches counts as a match
     */
    List<String> pieces(String text, TextPattern pattern, boolean invert) {
        Pieces pieces = new Pieces(text);
        pattern.find(text, (from, to) -> {
            pieces.add(from, invert);
            if (from == to) {
                pieces.cut(!invert);
            } else {
                pieces.add(to, !invert);
            }
        });
        pieces.add(text.length(), invert);
        pieces.end();
        return pieces.all;
    }

    /** Pieces that are being collected; what follows the last may still join it. */
    private final class Pieces {
        private final String text;
        private final List<String> all = new ArrayList<>();
        private int begin; // of the last piece
        private int end;
        private boolean match; // whether what came last is one

        Pieces(String text) {
            this.text = text;
        }

        /** Adds what lies before a place. */
        void add(int to, boolean isMatch) {
            if (to == end) {
                return;
            }
            boolean joins = switch (TextCut.this) {
                case REMOVED, ISOLATED -> false;
                case MERGED_WITH_PREVIOUS -> isMatch && !match;
                case MERGED_WITH_NEXT -> !isMatch && match;
                case CONTIGUOUS -> isMatch == match;
            };
            if (!joins) {
                end();
            }
            match = isMatch;
            end = to;
        }

        /** Nothing joins over an empty match. */
        void cut(boolean isMatch) {
            end();
            match = isMatch;
        }

        /** Ends the last piece. */
        void end() {
            if (begin < end && !(TextCut.this == REMOVED && match)) {
                all.add(text.substring(begin, end));
            }
            begin = end;
        }
    }
}
