package zero4j.rollout;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zero4j.Mixing;

/**
 * Random numbers by address instead of by order: the draw for a token depends on the seed, the question, the sample and the
 * token's place, never on which slot or thread decodes it or what is decoded beside it.
 */
public record UniformDraws(long seed) {
    /**
     * The stream of every prompt: it depends on the question's id and, where a batch asks a question several times, on how
     * often it came before. So the first prompt of a question draws the same numbers when it is sampled alone.
     */
    public static long[] streams(List<Prompt> prompts) {
        Map<String, Integer> seen = new HashMap<>();
        long[] streams = new long[prompts.size()];
        for (int i = 0; i < streams.length; i++) {
            String id = prompts.get(i).question().id();
            int before = seen.merge(id, 1, Integer::sum) - 1;
            streams[i] = Mixing.mix(hash(id) + Mixing.GOLDEN_GAMMA * before);
        }
        return streams;
    }

    private static long hash(String text) {
        long state = text.length();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = Mixing.mix(state + Mixing.GOLDEN_GAMMA * (1L + (b & 0xFF)));
        }
        return state;
    }

    /**
     * A number in [0, 1) with 24 random bits, so that it is exact in float32.
     *
     * @param stream of the prompt, see {@link #streams}
     * @param sample index of the completion in its group
     * @param token index of the token in its completion
     */
    public float at(long stream, int sample, int token) {
        long state = Mixing.mix(seed + Mixing.GOLDEN_GAMMA);
        state = Mixing.mix(state + stream);
        state = Mixing.mix(state + Mixing.GOLDEN_GAMMA * (1L + sample));
        state = Mixing.mix(state + Mixing.GOLDEN_GAMMA * (1L + token));
        return (state >>> 40) * 0x1p-24f;
    }
}
