package zero4j.rollout;

import java.util.List;

/** The completions sampled for one prompt, in sample order. */
public record CompletionGroup(Prompt prompt, List<Completion> completions) {
    public CompletionGroup {
        completions = List.copyOf(completions);
    }
}
