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
}
