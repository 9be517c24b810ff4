package zero4j.verify.extract;

import java.util.List;
import java.util.Optional;

/**
 * Finds the answer in a response. Total, deterministic and thread-safe; the work is linear in the response's length.
 *
 * <p>{@link #boxed()} and {@link #tagged()} are the two formats of arXiv 2503.20783, section 3. The other rules are
 * fall-backs for texts of other origin; {@link #lenient()} is their usual chain and {@link #firstOf} makes any other.
 */
public interface AnswerExtractor {
    /** What the rule looks for, in two or three words. */
    String name();

    /** Why there is no answer where {@link #find} finds none, in a few words. */
    default String missing() {
        return "no " + name();
    }

    /** The answer and the rule that found it; empty where there is none. An empty box is an empty answer. */
    Optional<Extracted> find(String response);

    /** The answer alone. */
    default Optional<String> extract(String response) {
        return find(response).map(Extracted::answer);
    }

    /**
     * The content of the last {@code \boxed{…}} or {@code \fbox{…}} whose braces are balanced, or of an unbraced
     * {@code \boxed 5}. Of nested boxes the inner one counts. A box that the end of the text cuts off is none.
     */
    static AnswerExtractor boxed() {
        return new BoxedAnswer();
    }

    /**
     * As {@link #boxed()}, but blank boxes are passed over, and boxes with nothing but commas, "and", "or", blanks and
     * dollar signs between them are one list: {@code \boxed{1}} and {@code \boxed{2}} are {@code 1, 2}.
     */
    static AnswerExtractor joinedBoxes() {
        return new JoinedBoxes();
    }

    /**
     * The text after the last {@code <answer>}, up to {@code </answer>}. The response must contain
     * {@code </think> <answer>}, with exactly one blank, and {@code </answer>}. A box inside is unwrapped; a box that
     * is never closed is no answer.
     */
    static AnswerExtractor tagged() {
        return new TaggedAnswer();
    }

    /** The text after the last {@code <answer>} that anything follows, whether or not it is closed; a box is unwrapped. */
    static AnswerExtractor looseTags() {
        return new LooseTags();
    }

    /**
     * What the last phrase such as "the answer is …", "Answer: …", a heading "Final Answer" or {@code #### 42} says, up to
     * the end of its sentence. Where that is a sentence of its own, the formula or number in it.
     */
    static AnswerExtractor phrase() {
        return new PhrasedAnswer();
    }

    /**
     * The last formula between {@code $}, {@code $$}, {@code \(…\)} or {@code \[…\]}, or the last row of one in an
     * environment such as {@code align}; neighbours joined by commas, "and" or "or" are one list. Dollar signs of amounts of
     * money mark no formula. A lone variable counts only where there is no other formula.
     */
    static AnswerExtractor formula() {
        return new LastFormula(true);
    }

    /**
     * The last number: with sign, thousands separators, percent sign; a fraction, mixed number, power or ratio. Numbers
     * joined by "and" or "or" are one list. A currency sign is left out, the unit too.
     */
    static AnswerExtractor number() {
        return new LastNumber();
    }

    /** What the first of {@code rules} finds that finds anything but blanks. */
    static AnswerExtractor firstOf(AnswerExtractor... rules) {
        return new FirstOf(List.of(rules));
    }

    /**
     * Boxes, tags, phrases, formulas, numbers, in this order. A text that ends inside its only box was cut off there and
     * holds no answer. A lone variable counts only where there is no number either.
     */
    static AnswerExtractor lenient() {
        return firstOf(
                joinedBoxes(),
                new OutsideCutBoxes(firstOf(looseTags(), phrase(), new LastFormula(false), number(), formula())));
    }
}
