package zero4j.rollout;

import zero4j.UserError;

/** How many tokens a completion may have. */
public final class TokenBudget {
    private TokenBudget() {}

    /**
     * The sampling budget, or what the prompt leaves of the context if that is less.
     *
     * @param context longest sequence (tokens) of the model
     * @return at least 1
     * @throws UserError if the prompt is empty or leaves no room; names the question
     */
    public static int of(Prompt prompt, SamplingParams params, int context) {
        int length = prompt.tokens().length;
        if (length == 0) {
            throw new UserError("the prompt of question %s has no tokens; check the question's text and the template"
                    .formatted(prompt.question().id()));
        }
        if (length >= context) {
            throw new UserError(
                    ("the prompt of question %s has %d tokens, which leaves no room in the model's context of"
                                    + " %d; drop the question or use a model with a longer context")
                            .formatted(prompt.question().id(), length, context));
        }
        return Math.min(params.maxNewTokens(), context - length);
    }
}
