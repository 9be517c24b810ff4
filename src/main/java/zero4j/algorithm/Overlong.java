package zero4j.algorithm;

/**
 * A punishment for responses that come near the budget: DAPO (arXiv 2503.14476, equation 13). Nothing up to {@code budget -
 * buffer} tokens, then growing linearly to {@code penalty} at the budget.
 *
 * @param budget longest response in tokens
 * @param buffer tokens before the budget where the punishment grows, 1 or more
 * @param penalty taken from the reward of a response of {@code budget} tokens
 */
public record Overlong(int budget, int buffer, double penalty) {
    /** What is taken from the reward of a response, 0 or more. */
    public double punishment(int length) {
        return penalty * Math.clamp((length - (budget - buffer)) / (double) buffer, 0, 1);
    }
}
