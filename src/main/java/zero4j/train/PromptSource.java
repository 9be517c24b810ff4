package zero4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.PromptOrder;
import zero4j.data.Question;
import zero4j.data.QuestionSet;
import zero4j.rollout.Prompt;

/** Training prompts in the order of a seed. Prompts that are too long are passed over, and counted. */
public final class PromptSource {
    /** Passed-over prompts in a row after which there is no hope for an endless set. */
    private static final int HOPELESS = 10_000;

    private final QuestionSet questions;
    private final Function<Question, Prompt> render;
    private final int maxTokens;

    /**
     * @param render makes a prompt of a question
     * @param maxTokens longest prompt
     */
    public PromptSource(QuestionSet questions, Function<Question, Prompt> render, int maxTokens) {
        this.questions = questions;
        this.render = render;
        this.maxTokens = maxTokens;
    }

    /**
     * Looks for a prompt to begin with.
     *
     * @throws UserError if no question of the set makes a prompt that is short enough
     */
    public void requireOne(long seed) {
        next(PromptOrder.start(seed), 1);
    }

    /**
     * Some prompts.
     *
     * @param after where the next draw goes on
     * @param tooLong prompts passed over
     */
    record Asked(List<Prompt> prompts, PromptOrder after, int tooLong) {}

    /**
     * The next prompts.
     *
     * @throws UserError if no question of the set makes a prompt that is short enough
     */
    Asked next(PromptOrder order, int count) {
        List<Prompt> prompts = new ArrayList<>();
        PromptOrder at = order;
        int tooLong = 0;
        int inARow = 0;
        while (prompts.size() < count) {
            PromptOrder.Draw draw = at.next(questions.size(), count - prompts.size());
            at = draw.after();
            for (long index : draw.indices()) {
                Prompt prompt = render.apply(questions.get(index));
                if (prompt.tokens().length <= maxTokens) {
                    prompts.add(prompt);
                    inARow = 0;
                } else {
                    tooLong++;
                    inARow++;
                }
            }
            if (inARow >= Math.min(questions.size(), HOPELESS)) {
                throw new UserError("every question of " + questions.name() + " makes a prompt of more than "
                        + Words.counted(maxTokens, "token")
                        + "; raise data.max_prompt_tokens, or use a model that takes longer sequences");
            }
        }
        return new Asked(prompts, at, tooLong);
    }
}
