package zero4j.serve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import zero4j.data.Question;
import zero4j.engine.GenerationRequest;
import zero4j.rollout.Prompt;
import zero4j.rollout.SamplingParams;
import zero4j.template.StopRule;

/**
 * What a request asks for, whichever protocol it came in.
 *
 * @param id of the request
 * @param prompts to continue, each as often as the parameters say
 * @param draws the question whose random draws are taken; empty: the prompts are told apart by their place
 * @param wish what the answer shall have
 */
record GenerationOrder(
        String id,
        List<AskedPrompt> prompts,
        SamplingParams params,
        StopRule stop,
        GenerationRequest.Ends ends,
        Optional<Draws> draws,
        Wish wish) {
    private static final String ANY = "request";

    /**
     * A prompt.
     *
     * @param text empty where it came as token ids
     */
    record AskedPrompt(String text, int[] tokens) {}

    /** Whose random numbers are drawn: those of a question that a client would have sampled by an engine in its own process. */
    record Draws(String question, int repeat) {}

    /**
     * What an answer shall have.
     *
     * @param stream whether it comes token by token
     * @param usage whether a stream ends with the numbers of tokens
     * @param logprobs whether it has log-probs
     * @param tokenIds whether it has token ids beside the text
     * @param special whether its text has special tokens
     * @param list whether it is a list also of one completion
     * @param text whether it has text
     */
    record Wish(
            boolean stream,
            boolean usage,
            boolean logprobs,
            boolean tokenIds,
            boolean special,
            boolean list,
            boolean text) {}

    int completions() {
        return Math.multiplyExact(prompts.size(), params.samples());
    }

    /** The place of a completion among all that were asked for. */
    int choice(int prompt, int sample) {
        return prompt * params.samples() + sample;
    }

    /** A prompt as an engine takes it. */
    GenerationRequest request(int prompt) {
        AskedPrompt asked = prompts.get(prompt);
        Question question = new Question(draws.map(Draws::question).orElse(ANY), asked.text(), List.of("?"), Map.of());
        return new GenerationRequest(
                new Prompt(question, asked.text(), asked.tokens(), stop),
                params,
                draws.map(Draws::repeat).orElse(0) + prompt,
                ends,
                wish.text());
    }
}
