package zero4j.verify.grade;

import java.util.Locale;
import java.util.Optional;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.Extracted;
import zero4j.verify.lenient.LenientRules;

/** Where the answer is looked for in a text: in the last box, in tags behind {@code </think>}, or by {@link LenientRules}. */
public enum Extraction {
    BOXED,
    TAG,
    LENIENT,
    /** The text is the answer. */
    NONE;

    private AnswerExtractor rule() {
        return switch (this) {
            case BOXED -> AnswerExtractor.boxed();
            case TAG -> AnswerExtractor.tagged();
            case LENIENT -> LenientRules.chain();
            case NONE -> LenientRules.firstOf();
        };
    }

    /** The answer and the rule that found it; nothing for {@link #NONE}. */
    public Optional<Extracted> find(String text) {
        return rule().find(text);
    }

    /** Why there is no answer where {@link #find} finds none. */
    public String missing() {
        return rule().missing();
    }

    /** Name in options and in the field {@code mode} of cases. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
