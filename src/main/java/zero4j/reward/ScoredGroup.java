package zero4j.reward;

import java.util.List;
import zero4j.rollout.Prompt;

/** The scored completions of one prompt, in sample order. */
public record ScoredGroup(Prompt prompt, List<ScoredCompletion> completions) {
    public ScoredGroup {
        completions = List.copyOf(completions);
    }

    /** Whether all rewards are equal, so that they say nothing of one completion against another. */
    public boolean dead() {
        return completions.stream()
                .allMatch(scored -> scored.reward() == completions.getFirst().reward());
    }
}
