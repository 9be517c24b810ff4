package zero4j.engine.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import zero4j.rollout.SamplingParams;
import zero4j.torch.DeviceAndDtype;

/**
 * Picks the next token of every row.
 *
 * <p>Sampling inverts the cumulative distribution at a given uniform number. Logits are divided by the temperature, then
 * top-k, then top-p (of what top-k kept) are applied; the log-probability is that under the resulting distribution. Greedy
 * decoding takes the most likely token, the first of equals; its log-probability is that at temperature 1.
 */
record TensorSampler(DeviceAndDtype placement) {
    /**
     * The chosen tokens.
     *
     * @param tokens shape [rows]
     * @param logprobs nats, shape [rows]; not finite where the scores of a row are not
     */
    record Sampled(long[] tokens, float[] logprobs) {}

    /** What parameters make of a row's logits: rows that have it in common are sampled together. */
    private record Shaping(double temperature, int topK, double topP) {
        Shaping(SamplingParams params) {
            this(params.temperature(), params.topK(), params.topP());
        }
    }

    /**
     * Chooses a token per row.
     *
     * @param logits float32 [rows, vocab]
     * @param params of each row
     * @param uniforms numbers in [0, 1), shape [rows]; not read in greedy decoding
     */
    Sampled sample(Tensor logits, List<SamplingParams> params, float[] uniforms) {
        SamplingParams first = params.getFirst();
        if (params.stream().allMatch(other -> other.equals(first))) {
            return sample(logits, first, uniforms);
        }
        Map<Shaping, List<Integer>> rows = new LinkedHashMap<>();
        for (int row = 0; row < uniforms.length; row++) {
            rows.computeIfAbsent(new Shaping(params.get(row)), _ -> new ArrayList<>())
                    .add(row);
        }
        Sampled all = new Sampled(new long[uniforms.length], new float[uniforms.length]);
        for (List<Integer> some : rows.values()) {
            float[] theirs = new float[some.size()];
            for (int i = 0; i < theirs.length; i++) {
                theirs[i] = uniforms[some.get(i)];
            }
            long[] indices = some.stream().mapToLong(row -> row).toArray();
            Tensor part = logits.index_select(0, placement.longs(indices)); // [some, vocab]
            Sampled sampled = sample(part, params.get(some.getFirst()), theirs);
            for (int i = 0; i < theirs.length; i++) {
                all.tokens()[some.get(i)] = sampled.tokens()[i];
                all.logprobs()[some.get(i)] = sampled.logprobs()[i];
            }
        }
        return all;
    }

    private Sampled sample(Tensor logits, SamplingParams params, float[] uniforms) {
        if (params.isGreedy()) {
            Tensor tokens = torch.argmax(logits, new LongOptional(-1), true); // [rows, 1]
            return sampled(tokens, tokens, torch.log_softmax(logits, -1));
        }
        Tensor scaled = params.temperature() == 1 ? logits : logits.div(new Scalar(params.temperature()));
        if (params.topK() == 0 && params.topP() == 1) {
            Tensor logprobs = torch.log_softmax(scaled, -1); // [rows, vocab]
            Tensor tokens = invert(logprobs, uniforms); // [rows, 1]
            return sampled(tokens, tokens, logprobs);
        }
        long vocab = logits.size(1);
        boolean cut = params.topK() > 0 && params.topK() < vocab;
        T_TensorTensor_T sorted = cut
                ? torch.topk(scaled, params.topK(), -1, true, true)
                : torch.sort(scaled, new BoolOptional(true), -1, true);
        Tensor logprobs = keepTopP(torch.log_softmax(sorted.get0(), -1), params.topP()); // [rows, kept]
        Tensor ranks = invert(logprobs, uniforms); // [rows, 1]
        return sampled(torch.gather(sorted.get1(), 1, ranks), ranks, logprobs);
    }

    /** Drops the tokens after the one with which the mass reaches top-p; [rows, kept], likeliest first. */
    private static Tensor keepTopP(Tensor logprobs, double topP) {
        if (topP == 1) {
            return logprobs;
        }
        Tensor probs = logprobs.exp();
        Tensor massBefore = probs.cumsum(1).sub(probs); // [rows, kept]
        Tensor dropped = massBefore.ge(new Scalar(topP));
        var _ = dropped.select(1, 0).fill_(new Scalar(0));
        return torch.log_softmax(logprobs.masked_fill(dropped, new Scalar(Double.NEGATIVE_INFINITY)), -1);
    }

    /** Index of the first token whose cumulative probability exceeds the uniform share of the total mass, [rows, 1]. */
    private Tensor invert(Tensor logprobs, float[] uniforms) {
        long rows = logprobs.size(0);
        Tensor cumulative = logprobs.exp().cumsum(1); // [rows, vocab]
        Tensor total = cumulative.narrow(1, cumulative.size(1) - 1, 1); // [rows, 1]
        // The product stays below the total: uniforms have 24 bits, so rounding never reaches 1.
        Tensor threshold = total.mul(placement.floats(uniforms).view(rows, 1)); // [rows, 1]
        Tensor found =
                torch.searchsorted(cumulative, threshold, false, true, new StringViewOptional(), new TensorOptional());
        // Where scores are NaN none is found; the log-probability tells.
        return found.clamp_max_(new Scalar(cumulative.size(1) - 1));
    }

    private static Sampled sampled(Tensor tokens, Tensor indices, Tensor logprobs) {
        return new Sampled(DeviceAndDtype.toLongs(tokens), DeviceAndDtype.toFloats(torch.gather(logprobs, 1, indices)));
    }
}
