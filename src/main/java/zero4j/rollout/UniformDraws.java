package zero4j.rollout;

import zero4j.Mixing;

/**
 * Random numbers by address instead of by order: the draw for a token depends on the seed, the prompt, the sample and the
 * token's place, never on which slot or thread decodes it or what is decoded beside it.
 */
public record UniformDraws(long seed) {
    /**
     * A number in [0, 1) with 24 random bits, so that it is exact in float32.
     *
     * @param prompt position of the prompt in the batch
     * @param sample index of the completion in its group
     * @param token index of the token in its completion
     */
    public float at(int prompt, int sample, int token) {
        long state = Mixing.mix(seed + Mixing.GOLDEN_GAMMA);
        state = Mixing.mix(state + Mixing.GOLDEN_GAMMA * (1L + prompt));
        state = Mixing.mix(state + Mixing.GOLDEN_GAMMA * (1L + sample));
        state = Mixing.mix(state + Mixing.GOLDEN_GAMMA * (1L + token));
        return (state >>> 40) * 0x1p-24f;
    }
}
