package zero4j.verify.lenient;

import java.util.List;
import zero4j.verify.extract.AnswerExtractor;

/** Rules that look for an answer in any text; {@link #chain()} is their usual order and {@link #firstOf} makes any other. */
public final class LenientRules {
    private LenientRules() {}

    /**
     * As {@link AnswerExtractor#boxed()}, but blank boxes are passed over, and boxes with nothing but commas, "and", "or", blanks and
     * dollar signs between them are one list: {@code \boxed{1}} and {@code \boxed{2}} are {@code 1, 2}.
     */
    public static AnswerExtractor joinedBoxes() {
        return new JoinedBoxes();
    }

    /** The text after the last {@code <answer>} that anything follows, whether or not it is closed; a box is unwrapped. */
    public static AnswerExtractor looseTags() {
        return new LooseTags();
    }

    /**
     * What the last phrase such as "the answer is …", "Answer: …", a heading "Final Answer" or {@code #### 42} says, up to
     * the end of its sentence. Where that is a sentence of its own, the formula or number in it.
     */
    public static AnswerExtractor phrase() {
        return new PhrasedAnswer();
    }

    /**
     * The last formula between {@code $}, {@code $$}, {@code \(…\)} or {@code \[…\]}, or the last row of one in an
     * environment such as {@code align}; neighbours joined by commas, "and" or "or" are one list. Dollar signs of amounts of
     * money mark no formula. A lone variable counts only where there is no other formula.
     */
    public static AnswerExtractor formula() {
        return new LastFormula(true);
    }

    /** All formulas between the marks of {@link #formula()}, in their order, without full stops behind them. */
    public static List<String> formulas(String text) {
        return LastFormula.all(text);
    }

    /**
     * The last number: with sign, thousands separators, percent sign; a fraction, mixed number, power or ratio. Numbers
     * joined by "and" or "or" are one list. A currency sign is left out, the unit too.
     */
    public static AnswerExtractor number() {
        return new LastNumber();
    }

    /** What the first of {@code rules} finds that finds anything but blanks. */
    public static AnswerExtractor firstOf(AnswerExtractor... rules) {
        return new FirstOf(List.of(rules));
    }

    /**
     * Boxes, tags, phrases, formulas, numbers, in this order; but a phrase behind the last box says the answer anew, and so
     * does a number that the last sentence announces behind the last formula. A text that ends inside a box or {@code <think>}
     * was cut off there and holds no answer. A lone variable counts only where there is no number either.
     */
    public static AnswerExtractor chain() {
        return firstOf(
                new OutsideCutBoxes(new LastWord(true)),
                joinedBoxes(),
                new OutsideCutBoxes(firstOf(
                        looseTags(), phrase(), new LastWord(false), new LastFormula(false), number(), formula())));
    }
}
