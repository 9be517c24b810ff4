package zero4j.dashboard;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import zero4j.run.CompletionRecord;
import zero4j.run.StoredCompletion;

/**
 * A completion as the page shows it. A text that is very long is cut: one of a million letters must not hold up a list.
 *
 * @param chars of the whole text
 * @param finish why it ended
 * @param version steps that the weights had been trained when they sampled it
 */
record Said(
        long id,
        long step,
        @Nullable String benchmark,
        String question,
        String questionText,
        int sample,
        double temperature,
        String text,
        int chars,
        int tokens,
        double reward,
        String outcome,
        String rule,
        @Nullable String answer,
        List<String> references,
        String finish,
        @Nullable Long version,
        @Nullable Double logprob,
        @Nullable Double entropy,
        @Nullable Double advantage) {
    private static final int MOST_CHARS = 20_000;
    private static final int MOST_QUESTION_CHARS = 2_000;

    static Said of(StoredCompletion stored) {
        CompletionRecord record = stored.record();
        return new Said(
                stored.id(),
                record.step(),
                record.benchmark().orElse(null),
                record.questionId(),
                cut(
                        stored.question().text().isEmpty()
                                ? record.prompt()
                                : stored.question().text(),
                        MOST_QUESTION_CHARS),
                record.sample(),
                record.temperature(),
                cut(record.text(), MOST_CHARS),
                record.text().length(),
                record.tokens(),
                record.reward(),
                record.outcome(),
                record.rule(),
                record.answer().map(answer -> cut(answer, MOST_QUESTION_CHARS)).orElse(null),
                record.references(),
                record.finishReason(),
                stored.policyVersion().isPresent()
                        ? (Long) stored.policyVersion().getAsLong()
                        : null,
                orNull(stored.logprob()),
                orNull(stored.entropy()),
                orNull(stored.advantage()));
    }

    /** The beginning of a text, which does not end within a character. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? (Double) value.getAsDouble() : null;
    }
}
