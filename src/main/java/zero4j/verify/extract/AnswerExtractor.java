package zero4j.verify.extract;

import java.util.Optional;

/**
 * Finds the answer in a response. Total, deterministic and thread-safe; the work is linear in the response's length.
 *
 * <p>{@link #boxed()} and {@link #tagged()} are the two formats of arXiv 2503.20783, section 3.
 */
public interface AnswerExtractor {
    /** What the rule looks for, in two or three words. */
    String name();

    /** Why there is no answer where {@link #extract} finds none, in a few words. */
    default String missing() {
        return "no " + name();
    }

    /** The answer without surrounding blanks; empty where there is none. An empty box is an empty answer. */
    Optional<String> extract(String response);

    /** The answer and the rule that found it. */
    default Optional<Extracted> find(String response) {
        return extract(response).map(answer -> new Extracted(answer, name()));
    }

    /**
     * The content of the last {@code \boxed{…}} or {@code \fbox{…}} whose braces are balanced, or of an unbraced
     * {@code \boxed 5}. Of nested boxes the inner one counts. There is no answer where the end of the text cuts off a box that
     * begins behind all others, nor where it comes before the last {@code <think>} is closed.
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
