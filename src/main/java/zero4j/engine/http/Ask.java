package zero4j.engine.http;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import zero4j.SplitMix64;
import zero4j.rollout.SamplingParams;

/**
 * A request for completions of one prompt, as every dialect can say it.
 *
 * @param prompt token ids
 * @param stop strings that end a completion
 * @param eos token ids that end a completion
 * @param samples completions
 * @param budget most tokens of each
 * @param params temperature and what else shapes the distribution; its number of samples and budget do not count
 * @param salt of what the server may keep of the prompt
 * @param seed of the draws of a server that does not know ours
 * @param draws which of this program's own draws are meant, where the server is one of ours
 */
record Ask(
        int[] prompt,
        List<String> stop,
        SortedSet<Integer> eos,
        int samples,
        int budget,
        SamplingParams params,
        String salt,
        long seed,
        Optional<Draws> draws) {
    private static final int BYTES_OF_TOKEN = 1024;
    private static final int BYTES_OF_ID = 32;
    private static final int ENVELOPE = 16 << 10;
    private static final long LARGEST = 1 << 30;

    /**
     * Random numbers by their address, as {@code engine.UniformDraws} has them.
     *
     * @param question id
     * @param first index of the first sample
     * @param repeat how often the question was asked before with this seed
     */
    record Draws(String question, int first, int repeat) {
        /** A seed for servers that know no such addresses: another one for each question, repetition and first sample. */
        long seed(long of) {
            long state = SplitMix64.mix(of + SplitMix64.GOLDEN_GAMMA * (1L + question.hashCode()));
            state = SplitMix64.mix(state + SplitMix64.GOLDEN_GAMMA * (1L + repeat));
            return positive(SplitMix64.mix(state + SplitMix64.GOLDEN_GAMMA * (1L + first)));
        }
    }

    /** The seed of the draws, for a server of ours or another one. */
    long seed(boolean ours) {
        return ours && draws.isPresent() ? params.seed() : seed;
    }

    /** A seed that servers take, which have 31 bits for it. */
    static long positive(long seed) {
        return seed & 0x7FFF_FFFF;
    }

    /** The same with a salt. */
    Ask salted(String by) {
        return new Ask(prompt, stop, eos, samples, budget, params, by, seed, draws);
    }

    /** Bytes of the longest answer that could be meant: servers repeat the prompt, and say of a token its text, escaped, and its log-prob. */
    long largestAnswer() {
        long each = ENVELOPE + (long) BYTES_OF_ID * prompt.length + (long) BYTES_OF_TOKEN * budget;
        return Math.min(LARGEST, ENVELOPE + samples * each);
    }

    /** Tokens that the server may have to keep, which its load is measured in. */
    long cost() {
        return prompt.length + (long) samples * budget;
    }
}
