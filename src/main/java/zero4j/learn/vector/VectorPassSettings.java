package zero4j.learn.vector;

import zero4j.learn.PassPacker;

/**
 * How passes are computed.
 *
 * @param tokensPerPass most tokens that are computed at a time, a prompt that is shared counted once
 * @param activationCheckpointing whether blocks are computed again on the way back instead of keeping what they computed
 * @param sharedPrompts whether a prompt that several sequences have is computed once
 * @param threads that compute each pass together
 */
public record VectorPassSettings(
        int tokensPerPass, boolean activationCheckpointing, boolean sharedPrompts, int threads) {
    /** @param atATime passes that are computed at the same time, and have so many tokens together */
    PassPacker packer(int atATime) {
        return PassPacker.oneByOne(Math.ceilDiv(tokensPerPass, atATime), sharedPrompts);
    }
}
