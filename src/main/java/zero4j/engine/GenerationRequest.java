package zero4j.engine;

import java.util.Set;
import zero4j.UserError;
import zero4j.Words;
import zero4j.rollout.Prompt;
import zero4j.rollout.SamplingParams;

/**
 * A prompt to sample from, with parameters of its own; its stop strings are the prompt's.
 *
 * @param repeat how often the question was asked before with this seed: another number gives other random draws
 * @param ends tokens that end its completions
 * @param text whether its completions have their text: engines that decode here spend no time on it otherwise, unless there are stop strings
 */
public record GenerationRequest(Prompt prompt, SamplingParams params, int repeat, Ends ends, boolean text) {
    /**
     * Tokens that end a completion.
     *
     * @param tokens besides the model's own EOS: a completion ends as with one of these
     * @param ignoreEos whether the model's own EOS are tokens like others, so that only the budget and these end a completion
     */
    public record Ends(Set<Integer> tokens, boolean ignoreEos) {
        /** The model's own EOS alone. */
        public static final Ends OF_MODEL = new Ends(Set.of(), false);

        public Ends {
            tokens = Set.copyOf(tokens);
        }
    }

    public GenerationRequest {
        if (repeat < 0) {
            throw new IllegalArgumentException("repeat is " + repeat + "; it must be 0 or more");
        }
    }

    /** Whose completions have their text. */
    public GenerationRequest(Prompt prompt, SamplingParams params, int repeat, Ends ends) {
        this(prompt, params, repeat, ends, true);
    }

    /** Whose completions end as the model says. */
    public GenerationRequest(Prompt prompt, SamplingParams params, int repeat) {
        this(prompt, params, repeat, Ends.OF_MODEL);
    }

    /** Asks the question for the first time. */
    public GenerationRequest(Prompt prompt, SamplingParams params) {
        this(prompt, params, 0);
    }

    /**
     * Refuses what no engine could decode.
     *
     * @param vocabulary number of the model's tokens
     * @param tokenizer whether there is one
     * @throws UserError if a token is none of the model's, or stop strings are to be looked for without text
     */
    public void check(int vocabulary, boolean tokenizer) {
        for (int token : prompt.tokens()) {
            if (token < 0 || token >= vocabulary) {
                throw new UserError(
                        ("the prompt of question %s has the token %d, but the model's tokens are 0 to %d; use the model's"
                                        + " own tokenizer")
                                .formatted(prompt.question().id(), token, vocabulary - 1));
            }
        }
        if (!tokenizer && !prompt.stop().strings().isEmpty()) {
            throw new UserError(
                    ("the prompt of question %s has stop strings, but the engine has no tokenizer to look for them; open"
                                    + " it with one")
                            .formatted(prompt.question().id()));
        }
    }

    /**
     * The sampling budget, or what the prompt leaves of the context if that is less; at least 1.
     *
     * @param context longest sequence (tokens) of the model
     * @throws UserError if the prompt is empty or leaves no room; names the question
     */
    public int budget(int context) {
        int length = prompt.tokens().length;
        if (length == 0) {
            throw new UserError("the prompt of question %s has no tokens; check the question's text and the template"
                    .formatted(prompt.question().id()));
        }
        if (length >= context) {
            throw new UserError(
                    ("the prompt of question %s has %s, and the model takes fewer than %d (its context, or its"
                                    + " sliding window where that is shorter); drop the question or use a model that takes more")
                            .formatted(prompt.question().id(), Words.counted(length, "token"), context));
        }
        return Math.min(params.maxNewTokens(), context - length);
    }
}
