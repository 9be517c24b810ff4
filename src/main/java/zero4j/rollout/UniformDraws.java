package zero4j.rollout;

/**
 * Random numbers by address instead of by order: the draw for a token depends on the seed, the prompt, the sample and the
 * token's place, never on which slot or thread decodes it or what is decoded beside it. Mixing by the finaliser of
 * SplitMix64 (Steele, Lea, Flood, 2014).
 */
public record UniformDraws(long seed) {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /**
     * A number in [0, 1) with 24 random bits, so that it is exact in float32.
     *
     * @param prompt position of the prompt in the batch
     * @param sample index of the completion in its group
     * @param token index of the token in its completion
     */
    public float at(int prompt, int sample, int token) {
        long state = mix(seed + GOLDEN_GAMMA);
        state = mix(state + GOLDEN_GAMMA * (1L + prompt));
        state = mix(state + GOLDEN_GAMMA * (1L + sample));
        state = mix(state + GOLDEN_GAMMA * (1L + token));
        return (state >>> 40) * 0x1p-24f;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
