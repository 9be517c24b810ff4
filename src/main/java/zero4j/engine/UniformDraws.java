package zero4j.engine;

import java.nio.charset.StandardCharsets;
import zero4j.SplitMix64;

/**
 * Random numbers by address instead of by order: the draw for a token depends on the seed, the question, the sample and the
 * token's place, never on which slot or thread decodes it or what is decoded beside it.
 *
 * @param stream of the prompt, see {@link #stream}
 */
record UniformDraws(long seed, long stream) {
    /**
     * The stream of a prompt: it depends on the question's id and, where a batch asks a question several times, on how often it
     * came before. So the first prompt of a question draws the same numbers when it is sampled alone.
     */
    static long stream(String question, int repeat) {
        return SplitMix64.mix(hash(question) + SplitMix64.GOLDEN_GAMMA * repeat);
    }

    private static long hash(String text) {
        long state = text.length();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = SplitMix64.mix(state + SplitMix64.GOLDEN_GAMMA * (1L + (b & 0xFF)));
        }
        return state;
    }

    /**
     * A number in [0, 1) with 24 random bits, so that it is exact in float32.
     *
     * @param sample index of the completion in its group
     * @param token index of the token in its completion
     */
    float at(int sample, int token) {
        long state = SplitMix64.mix(seed + SplitMix64.GOLDEN_GAMMA);
        state = SplitMix64.mix(state + stream);
        state = SplitMix64.mix(state + SplitMix64.GOLDEN_GAMMA * (1L + sample));
        state = SplitMix64.mix(state + SplitMix64.GOLDEN_GAMMA * (1L + token));
        return (state >>> 40) * 0x1p-24f;
    }
}
