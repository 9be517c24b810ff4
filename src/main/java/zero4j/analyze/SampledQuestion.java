package zero4j.analyze;

import java.util.List;
import zero4j.run.CompletionRecord;

/**
 * A question with what one cell answered.
 *
 * @param completions as many as the cell has samples, in sample order
 */
public record SampledQuestion(AskedQuestion question, List<CompletionRecord> completions) {
    public SampledQuestion {
        completions = List.copyOf(completions);
    }

    /** Whether it was never asked, since its prompt is longer than the model's context. */
    public boolean neverAsked() {
        return completions.stream().anyMatch(CompletionRecord::neverAsked);
    }
}
