package zero4j.run;

import java.util.List;
import java.util.Optional;

/**
 * A scored completion as it is kept.
 *
 * @param step the training step that sampled it; for an evaluation, the number of steps trained before
 * @param benchmark that asked; empty in training, whatever the questions are called
 * @param questionId id of the question within its set
 * @param sample index within its group, from 0
 * @param temperature it was sampled at; 0 for greedy
 * @param prompt rendered prompt
 * @param text the completion
 * @param tokens sampled tokens; 0 of a completion that was cut off says that it was {@linkplain #neverAsked never asked for}
 * @param reward given
 * @param formatted whether an answer was found in the required format
 * @param outcome of the verdict, in lower case, for example {@code correct}
 * @param rule that decided the verdict
 * @param answer extracted from the completion
 * @param references accepted answers
 * @param finishReason why it ended, in lower case; {@code length} if it was cut off
 */
public record CompletionRecord(
        long step,
        Optional<String> benchmark,
        String questionId,
        int sample,
        double temperature,
        String prompt,
        String text,
        int tokens,
        double reward,
        boolean formatted,
        String outcome,
        String rule,
        Optional<String> answer,
        List<String> references,
        String finishReason) {
    /** The {@link #rule} of a completion that was never asked for. */
    public static final String NEVER_ASKED = "never asked: the prompt is longer than the model's context";

    public CompletionRecord {
        references = List.copyOf(references);
    }

    /** Whether the verifier found its answer right. */
    public boolean correct() {
        return outcome.equals("correct");
    }

    /** Whether the budget cut it off. */
    public boolean truncated() {
        return finishReason.equals("length");
    }

    /** Whether there was no room for a completion behind the prompt: one that was sampled has at least one token. */
    public boolean neverAsked() {
        return truncated() && tokens == 0;
    }
}
