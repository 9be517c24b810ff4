package zero4j.train;

import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.model.CausalLm;
import zero4j.torch.NoGrad;

/**
 * Log-probabilities of given tokens from final hidden states, a chunk of tokens at a time: no [tokens, vocab] tensor of more
 * than one chunk is ever in memory.
 *
 * <p>{@link #score} runs without autograd; {@link #backward} takes the loss's gradient for the log-probs, computes each chunk
 * again and hands the gradient on to the hidden states and the output layer.
 */
final class TokenLogprobs {
    private final CausalLm lm;
    private final double temperature;
    private final long chunk;

    /**
     * @param temperature of the sampling distribution, above 0
     * @param chunk tokens per chunk
     */
    TokenLogprobs(CausalLm lm, double temperature, long chunk) {
        this.lm = lm;
        this.temperature = temperature;
        this.chunk = chunk;
    }

    /**
     * @param logprobs float32 [scored], log-probability (nats) of each target
     * @param entropy float32 [scored], entropy (nats) of each distribution
     */
    record Scores(Tensor logprobs, Tensor entropy) {}

    /**
     * Scores targets without autograd.
     *
     * @param hidden [scored, width]
     * @param targets int64 [scored]
     */
    Scores score(Tensor hidden, Tensor targets) {
        TensorVector logprobs = new TensorVector();
        TensorVector entropies = new TensorVector();
        try (var _ = new NoGrad()) {
            for (long start = 0; start < targets.size(0); start += chunk) {
                try (var _ = new PointerScope()) {
                    long length = Math.min(chunk, targets.size(0) - start);
                    Tensor all = distribution(hidden.narrow(0, start, length)); // [chunk, vocab]
                    logprobs.push_back(pick(all, targets.narrow(0, start, length)));
                    entropies.push_back(entropy(all));
                }
            }
            return new Scores(torch.cat(logprobs, 0), torch.cat(entropies, 0));
        }
    }

    /**
     * Adds the gradient of the output layer and returns that of the hidden states, [scored, width].
     *
     * @param ofLogprobs gradient of the loss for the log-probs, [scored]
     * @param ofEntropy gradient of the loss for the entropies, [scored], if it has one
     */
    Tensor backward(Tensor hidden, Tensor targets, Tensor ofLogprobs, Optional<Tensor> ofEntropy) {
        TensorVector parts = new TensorVector();
        for (long start = 0; start < targets.size(0); start += chunk) {
            try (var _ = new PointerScope()) {
                long length = Math.min(chunk, targets.size(0) - start);
                Tensor states = hidden.narrow(0, start, length).detach();
                states.set_requires_grad(true);
                Tensor all = distribution(states);
                Tensor loss = pick(all, targets.narrow(0, start, length))
                        .mul(ofLogprobs.narrow(0, start, length))
                        .sum();
                if (ofEntropy.isPresent()) {
                    loss = loss.add(entropy(all)
                            .mul(ofEntropy.get().narrow(0, start, length))
                            .sum());
                }
                loss.backward();
                parts.push_back(states.grad());
            }
        }
        return torch.cat(parts, 0);
    }

    private Tensor distribution(Tensor hidden) {
        Tensor logits = lm.logits(hidden); // [chunk, vocab]
        Tensor scaled = temperature == 1 ? logits : logits.div(new Scalar(temperature));
        return torch.log_softmax(scaled, 1);
    }

    private static Tensor pick(Tensor logprobs, Tensor targets) {
        return logprobs.gather(1, targets.unsqueeze(1)).squeeze(1).to(ScalarType.Float);
    }

    private static Tensor entropy(Tensor logprobs) {
        return logprobs.exp().mul(logprobs).sum(1).neg();
    }
}
