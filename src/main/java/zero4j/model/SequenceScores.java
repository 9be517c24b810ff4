package zero4j.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/** What a model says of a given sequence, as plain numbers. */
public final class SequenceScores {
    /** Positions whose logits are in memory at the same time. */
    private static final int CHUNK = 256;

    private SequenceScores() {}

    /**
     * Log-probabilities (nats, temperature 1) of every token but the first, each given those before it.
     *
     * @param tokens at least one
     * @return shape [tokens - 1]
     * @throws zero4j.UserError if the sequence is longer than the model's context
     */
    public static float[] logprobs(CausalLm lm, int[] tokens) {
        requireTokens(lm, tokens);
        float[] logprobs = new float[tokens.length - 1];
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor hidden = lm.forward(PackedSequences.of(lm.placement(), tokens)); // [tokens, width]
            for (int start = 0; start < logprobs.length; start += CHUNK) {
                int length = Math.min(CHUNK, logprobs.length - start);
                float[] part = logprobs(lm, hidden.narrow(0, start, length), next(lm, tokens, start, length));
                System.arraycopy(part, 0, logprobs, start, length);
            }
        }
        return logprobs;
    }

    /** Rows of the embedding beyond the tokens can be read, but have no probability. */
    private static void requireTokens(CausalLm lm, int[] tokens) {
        for (int token : tokens) {
            if (token < 0 || token >= lm.config().tokens()) {
                throw new UserError("the id %d is none of the model's tokens, which are 0 to %d"
                        .formatted(token, lm.config().tokens() - 1));
            }
        }
    }

    private static float[] logprobs(CausalLm lm, Tensor hidden, Tensor targets) {
        try (var _ = new PointerScope()) {
            Tensor all = torch.log_softmax(lm.logits(hidden), 1); // [chunk, vocab]
            return DeviceAndDtype.toFloats(all.gather(1, targets.unsqueeze(1)));
        }
    }

    private static Tensor next(CausalLm lm, int[] tokens, int start, int length) {
        long[] targets = new long[length];
        for (int i = 0; i < length; i++) {
            targets[i] = tokens[start + i + 1];
        }
        return lm.placement().longs(targets);
    }

    /**
     * Scores of every token of the vocabulary to follow the token at a position, [vocab].
     *
     * @param position from 0 to {@code tokens.length - 1}
     * @throws zero4j.UserError if the sequence is longer than the model's context
     */
    public static float[] logits(CausalLm lm, int[] tokens, int position) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor hidden = lm.forward(PackedSequences.of(lm.placement(), tokens)); // [tokens, width]
            return DeviceAndDtype.toFloats(lm.logits(hidden.narrow(0, position, 1)));
        }
    }
}
