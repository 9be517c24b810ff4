package zero4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.Prompt;
import zero4j.run.CompletionRecord;

/** From scored completions to the records that a run keeps. */
public final class CompletionRecords {
    private CompletionRecords() {}

    /**
     * One record per completion of a group, in sample order.
     *
     * @param step the training step, or for an evaluation the steps done before
     * @param benchmark that asks; empty in training
     * @param temperature of the samples; 0 for greedy
     * @param first index of the first sample
     */
    public static List<CompletionRecord> of(
            long step, Optional<String> benchmark, double temperature, int first, ScoredGroup group) {
        Prompt prompt = group.prompt();
        List<CompletionRecord> records = new ArrayList<>();
        for (ScoredCompletion scored : group.completions()) {
            records.add(new CompletionRecord(
                    step,
                    benchmark,
                    prompt.question().id(),
                    first + records.size(),
                    temperature,
                    prompt.text(),
                    scored.completion().text(),
                    scored.completion().length(),
                    scored.reward(),
                    scored.formatted(),
                    scored.verdict().outcome().name().toLowerCase(Locale.ROOT),
                    rule(scored),
                    scored.answer(),
                    prompt.question().answers(),
                    scored.completion().finishReason().name().toLowerCase(Locale.ROOT)));
        }
        return records;
    }

    private static String rule(ScoredCompletion scored) {
        boolean none = scored.completion().truncated() && scored.completion().length() == 0;
        return none ? CompletionRecord.NEVER_ASKED : scored.verdict().rule();
    }
}
