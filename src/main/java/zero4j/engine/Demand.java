package zero4j.engine;

import java.util.List;

/**
 * What requests ask of an engine, at most.
 *
 * @param samples completions that have not ended at the same time
 * @param prompts of these completions, at most: those of a prompt share it
 * @param prompt tokens of the longest prompt
 * @param promptShare tokens of a prompt for each sample that shares it
 * @param budget new tokens of a sample
 */
public record Demand(long samples, long prompts, int prompt, int promptShare, int budget) {
    static final Demand NONE = new Demand(0, 0, 0, 0, 0);

    static Demand of(GenerationRequest request, int context) {
        return of(request.prompt().tokens().length, request.params().samples(), request.budget(context));
    }

    static Demand of(int prompt, int samples, int budget) {
        return new Demand(samples, 1, prompt, prompt / samples, budget);
    }

    /** Of requests that are submitted together. */
    static Demand of(List<GenerationRequest> requests, int context) {
        return requests.stream()
                .map(request -> of(request, context))
                .reduce(NONE, (a, b) -> a.with(b, a.samples + b.samples));
    }

    /** The larger of both, the prompts of both, and a number of samples. */
    Demand with(Demand other, long count) {
        return new Demand(
                count,
                prompts + other.prompts,
                Math.max(prompt, other.prompt),
                Math.max(promptShare, other.promptShare),
                Math.max(budget, other.budget));
    }

    /** Positions of the longest sequence, or a few more. */
    public int length() {
        return prompt + budget;
    }
}
