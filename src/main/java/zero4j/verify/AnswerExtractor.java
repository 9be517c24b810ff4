package zero4j.verify;

import java.util.Optional;

/**
 * Finds the answer that a response marks. Total and deterministic; the work is linear in the response's length.
 *
 * <p>The two formats are those of arXiv 2503.20783, section 3.
 */
@FunctionalInterface
public interface AnswerExtractor {
    /** The answer without surrounding blanks, or empty where the response marks none; an empty box is an empty answer. */
    Optional<String> extract(String response);

    /**
     * The content of the last {@code \boxed{…}} or {@code \fbox{…}} whose braces are balanced, or of an unbraced
     * {@code \boxed 5}. Of nested boxes the inner one counts. A box that the end of the text cuts off is none.
     */
    static AnswerExtractor boxed() {
        return new BoxedAnswer();
    }

    /**
     * The text after the last {@code <answer>}, up to {@code </answer>}. The response must contain
     * {@code </think> <answer>}, with exactly one blank, and {@code </answer>}. A box inside is unwrapped; a box that
     * is never closed is no answer.
     */
    static AnswerExtractor tagged() {
        return new TaggedAnswer();
    }
}
