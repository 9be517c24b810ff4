package zero4j.learn;

import java.util.List;
import zero4j.algorithm.Response;

/**
 * Tokens, and which of them a model is asked about. Arrays are not to be modified.
 *
 * @param tokens [length]
 * @param given how many of them, at least one, are only read; the others follow
 * @param scored which of the others are asked about, [length - given]
 */
public record ScoredSequence(int[] tokens, int given, boolean[] scored) {
    public ScoredSequence {
        if (given < 1 || given + scored.length != tokens.length) {
            throw new IllegalArgumentException(
                    "length " + tokens.length + " is not " + given + " given and " + scored.length + " more");
        }
    }

    /** All tokens of responses. */
    public static List<ScoredSequence> whole(List<Response> responses) {
        return responses.stream()
                .map(response ->
                        new ScoredSequence(response.tokens(), response.promptLength(), Response.all(response.length())))
                .toList();
    }

    /** The tokens of responses that are learnt. */
    public static List<ScoredSequence> learnt(List<Response> responses) {
        return responses.stream()
                .map(response -> new ScoredSequence(response.tokens(), response.promptLength(), response.learnt()))
                .toList();
    }

    /** A text of at least two tokens, of which all but the first are asked about. */
    public static ScoredSequence text(int[] tokens) {
        return new ScoredSequence(tokens, 1, Response.all(tokens.length - 1));
    }

    /** How many tokens are asked about. */
    public int count() {
        int count = 0;
        for (boolean token : scored) {
            count += token ? 1 : 0;
        }
        return count;
    }
}
