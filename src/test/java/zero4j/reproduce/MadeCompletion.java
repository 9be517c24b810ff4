package zero4j.reproduce;

import java.util.List;
import java.util.Optional;
import zero4j.run.CompletionRecord;

/** Completions that nobody sampled. */
final class MadeCompletion {
    private MadeCompletion() {}

    static CompletionRecord trained(long step, String question, int sample, String text, int tokens, boolean right) {
        return of(step, Optional.empty(), question, sample, 1, text, tokens, right, "eos");
    }

    static CompletionRecord of(
            long step,
            Optional<String> benchmark,
            String question,
            int sample,
            double temperature,
            String text,
            int tokens,
            boolean right,
            String finishReason) {
        return new CompletionRecord(
                step,
                benchmark,
                question,
                sample,
                temperature,
                "1+1\n",
                text,
                tokens,
                right ? 1 : 0,
                true,
                right ? "correct" : "incorrect",
                "number",
                Optional.of("2"),
                List.of("2"),
                finishReason);
    }
}
