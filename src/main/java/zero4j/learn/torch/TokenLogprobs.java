package zero4j.learn.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import zero4j.model.CausalLm;
import zero4j.torch.NoGrad;

/**
 * Log-probabilities of given tokens from final hidden states, a chunk of tokens at a time: no [tokens, vocab] tensor of more
 * than one chunk is ever in memory, and of that one at most two.
 *
 * <p>Neither direction uses autograd. With probabilities p, target t and entropy H, the gradient of log p_t for logit j is
 * {@code [j = t] - p_j}, and that of H is {@code -p_j (log p_j + H)}.
 */
final class TokenLogprobs {
    private final CausalLm lm;
    private final double temperature;
    private final long chunk;

    /**
     * @param temperature of the sampling distribution, above 0
     * @param chunk tokens per chunk
     */
    public TokenLogprobs(CausalLm lm, double temperature, long chunk) {
        this.lm = lm;
        this.temperature = temperature;
        this.chunk = chunk;
    }

    /**
     * Scored targets, with what the way back needs.
     *
     * @param logprobs float32 [scored], log-probability (nats) of each target
     * @param entropy float32 [scored], entropy (nats) of each distribution
     * @param hidden [scored, width], without autograd
     * @param targets int64 [scored]
     * @param head float32 [vocab, width], the output layer's weights, without autograd
     * @param distribution float32 [scored, vocab], log-probabilities of all tokens if they were one chunk and gradients follow;
     *     {@link #backward} overwrites it
     */
    public record Scores(
            Tensor logprobs,
            Tensor entropy,
            Tensor hidden,
            Tensor targets,
            Tensor head,
            @Nullable Tensor distribution) {}

    /**
     * Scores targets without autograd.
     *
     * @param hidden [scored, width]
     * @param targets int64 [scored]
     */
    Scores score(Tensor hidden, Tensor targets) {
        return score(hidden, targets, false);
    }

    /** Scores targets whose gradients will be asked for, once: what fits into one chunk is kept for it. */
    public Scores scoreForBackward(Tensor hidden, Tensor targets) {
        return score(hidden, targets, targets.size(0) <= chunk);
    }

    private Scores score(Tensor hidden, Tensor targets, boolean keep) {
        TensorVector logprobs = new TensorVector();
        TensorVector entropies = new TensorVector();
        TensorVector kept = new TensorVector();
        try (var _ = new NoGrad()) {
            Tensor states = hidden.detach();
            // Once, and not for every chunk: in bfloat16 it is a copy of the whole layer.
            Tensor head = lm.scoringHead();
            for (long start = 0; start < targets.size(0); start += chunk) {
                try (var _ = new PointerScope()) {
                    long length = Math.min(chunk, targets.size(0) - start);
                    Tensor logits = logits(states.narrow(0, start, length), head); // [chunk, vocab]
                    Tensor all = torch.log_softmax(logits, 1); // [chunk, vocab]
                    logprobs.push_back(pick(all, targets.narrow(0, start, length)));
                    Tensor probs = torch.exp_out(logits, all);
                    entropies.push_back(probs.mul_(all).sum(1).neg());
                    if (keep) {
                        kept.push_back(all);
                    }
                }
            }
            return new Scores(
                    torch.cat(logprobs, 0),
                    torch.cat(entropies, 0),
                    states,
                    targets,
                    head,
                    kept.size() == 0 ? null : kept.get(0));
        }
    }

    /**
     * Adds the gradient of the output layer, unless that is frozen, and returns that of the hidden states, [scored, width].
     *
     * @param gradient of the loss for the log-probs, float32 [scored]
     * @param entropyGradient of the loss for the entropies, float32 [scored]; null if the loss has no such term
     */
    public Tensor backward(Scores scores, Tensor gradient, @Nullable Tensor entropyGradient) {
        TensorVector parts = new TensorVector();
        try (var _ = new NoGrad()) {
            for (long start = 0; start < scores.targets().size(0); start += chunk) {
                try (var _ = new PointerScope()) {
                    parts.push_back(backward(scores, gradient, entropyGradient, start));
                }
            }
            return parts.size() == 1 ? parts.get(0) : torch.cat(parts, 0);
        }
    }

    private Tensor backward(Scores scores, Tensor gradient, @Nullable Tensor entropyGradient, long start) {
        long length = Math.min(chunk, scores.targets().size(0) - start);
        Tensor hidden = scores.hidden().narrow(0, start, length); // [chunk, width]
        Tensor all = scores.distribution(); // [chunk, vocab]
        if (all == null) {
            try (Tensor logits = logits(hidden, scores.head())) {
                all = torch.log_softmax(logits, 1);
            }
        }
        Tensor logits = gradientOfLogits(
                all,
                scores.targets().narrow(0, start, length).unsqueeze(1),
                column(gradient, start, length),
                entropyGradient == null ? null : column(entropyGradient, start, length),
                scores.entropy().narrow(0, start, length).unsqueeze(1));
        addToHead(logits, hidden);
        return logits.matmul(scores.head()).to(hidden.scalar_type());
    }

    /** [chunk, 1], with the temperature's share. */
    private Tensor column(Tensor gradient, long start, long length) {
        return gradient.narrow(0, start, length).div(new Scalar(temperature)).unsqueeze(1);
    }

    /** In the memory of {@code logprobs}, [chunk, vocab]; everything else is [chunk, 1]. */
    private static Tensor gradientOfLogits(
            Tensor logprobs, Tensor targets, Tensor gradient, @Nullable Tensor entropyGradient, Tensor entropy) {
        Tensor result;
        if (entropyGradient == null) {
            result = logprobs.exp_().mul_(gradient.neg());
        } else {
            Tensor probs = logprobs.exp(); // [chunk, vocab]
            result = logprobs.add_(entropy)
                    .mul_(entropyGradient.neg())
                    .sub_(gradient)
                    .mul_(probs);
        }
        return result.scatter_add_(1, targets, gradient);
    }

    private void addToHead(Tensor gradientOfLogits, Tensor hidden) {
        Tensor window = lm.headGradient(); // float32 [vocab, width]
        if (window != null) {
            var _ = window.addmm_(gradientOfLogits.t(), hidden.to(ScalarType.Float));
        }
    }

    private Tensor logits(Tensor hidden, Tensor head) {
        Tensor logits = CausalLm.logits(hidden, head); // as the sampler's: never rounded to bfloat16
        if (temperature != 1) {
            var _ = logits.div_(new Scalar(temperature));
        }
        return logits;
    }

    private static Tensor pick(Tensor logprobs, Tensor targets) {
        return logprobs.gather(1, targets.unsqueeze(1)).squeeze(1);
    }
}
