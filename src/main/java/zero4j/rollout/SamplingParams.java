package zero4j.rollout;

/**
 * How to sample.
 *
 * @param samples completions per prompt (G), at least 1
 * @param maxNewTokens budget of sampled tokens per completion, at least 1
 * @param temperature 0 for greedy decoding, otherwise the logits' divisor
 * @param topK keep the k most likely tokens; 0 keeps all
 * @param topP keep the smallest set of most likely tokens whose probability reaches this, in (0, 1]; 1 keeps all
 * @param seed with the question's id and the sample's index it determines every random draw
 * @param first index of the first sample: where so many were sampled before, others are added
 */
public record SamplingParams(
        int samples, int maxNewTokens, double temperature, int topK, double topP, long seed, int first) {
    public SamplingParams {
        require(samples >= 1, "samples", samples, "at least 1");
        require(maxNewTokens >= 1, "max_new_tokens", maxNewTokens, "at least 1");
        require(temperature >= 0 && Double.isFinite(temperature), "temperature", temperature, "0 (greedy) or more");
        require(topK >= 0, "top_k", topK, "0 (off) or more");
        require(topP > 0 && topP <= 1, "top_p", topP, "above 0 and at most 1 (off)");
        require(first >= 0, "first", first, "0 or more");
    }

    /** Samples from the first on. */
    public SamplingParams(int samples, int maxNewTokens, double temperature, int topK, double topP, long seed) {
        this(samples, maxNewTokens, temperature, topK, topP, seed, 0);
    }

    /** One deterministic completion per prompt. */
    public static SamplingParams greedy(int maxNewTokens) {
        return new SamplingParams(1, maxNewTokens, 0, 0, 1, 0);
    }

    /** Whether every token is the most likely one. */
    public boolean isGreedy() {
        return temperature == 0;
    }

    private static void require(boolean ok, String key, Object value, String allowed) {
        if (!ok) {
            throw new IllegalArgumentException(key + " is " + value + "; it must be " + allowed);
        }
    }
}
