package zero4j.cli;

import java.util.Locale;
import java.util.Optional;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.Extracted;

/** Where the answer is looked for in a text. */
enum Extraction {
    BOXED,
    TAG,
    LENIENT,
    /** The text is the answer. */
    NONE;

    private AnswerExtractor rule() {
        return switch (this) {
            case BOXED -> AnswerExtractor.boxed();
            case TAG -> AnswerExtractor.tagged();
            case LENIENT -> AnswerExtractor.lenient();
            case NONE -> AnswerExtractor.firstOf();
        };
    }

    Optional<Extracted> find(String text) {
        return rule().find(text);
    }

    /** Why there is no answer where {@link #find} finds none. */
    String missing() {
        return rule().missing();
    }

    /** Name in options and in the field {@code mode} of cases. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
