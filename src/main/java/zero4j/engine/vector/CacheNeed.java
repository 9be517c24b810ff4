package zero4j.engine.vector;

import java.util.Arrays;
import java.util.List;
import zero4j.rollout.Prompt;

/**
 * What the keys and values of a batch's sequences take.
 *
 * @param prompt tokens of the longest prompt
 * @param budget most new tokens of a sequence
 * @param samples that share a prompt
 * @param pageBytes bytes of a page
 */
record CacheNeed(int prompt, int budget, int samples, long pageBytes) {
    static CacheNeed of(List<Prompt> prompts, int[] budgets, int samples, long pageBytes) {
        return new CacheNeed(
                prompts.stream().mapToInt(p -> p.tokens().length).max().orElse(0),
                Arrays.stream(budgets).max().orElse(0),
                samples,
                pageBytes);
    }

    /** Positions of the longest sequence. */
    int length() {
        return prompt + budget;
    }

    /** Most bytes that so many sequences can take. */
    double bytes(int live) {
        return (double) live * (PagePool.pages(prompt) + PagePool.pages(budget)) * pageBytes;
    }

    /** Bytes of a sequence half way through its budget, with its share of the prompt. */
    long usualBytes() {
        return (prompt / samples + budget / 2) * (pageBytes / PagePool.POSITIONS);
    }
}
