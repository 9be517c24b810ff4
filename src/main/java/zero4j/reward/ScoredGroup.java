package zero4j.reward;

import java.util.List;
import zero4j.rollout.Prompt;

/** The scored completions of one prompt, in sample order. */
public record ScoredGroup(Prompt prompt, List<ScoredCompletion> completions) {
    public ScoredGroup {
        completions = List.copyOf(completions);
    }

    /** Whether all rewards are equal, so that the group carries no gradient. */
    public boolean dead() {
        return completions.stream()
                        .mapToDouble(ScoredCompletion::reward)
                        .distinct()
                        .count()
                <= 1;
    }
}
