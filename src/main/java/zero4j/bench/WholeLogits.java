package zero4j.bench;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import zero4j.algorithm.Response;
import zero4j.learn.LearnBatch;
import zero4j.learn.ScoredSequence;
import zero4j.learn.torch.MicroBatch;
import zero4j.model.CausalLm;

/** The gradient of log-probabilities as autograd finds it, with the logits of all tokens in memory: what chunks are against. */
final class WholeLogits {
    private WholeLogits() {}

    /** Adds the gradient of the mean log-prob of all response tokens, all responses in one micro-batch. */
    static void backward(CausalLm lm, List<Response> responses) {
        try (var _ = new PointerScope()) {
            MicroBatch batch = MicroBatch.of(LearnBatch.of(ScoredSequence.whole(responses), false), lm.placement());
            Tensor hidden = lm.forward(batch.inputs()).index_select(0, batch.scored()); // [scored, width]
            Tensor all = torch.log_softmax(lm.logits(hidden), 1); // [scored, vocab]
            all.gather(1, batch.targets().unsqueeze(1)).mean().backward();
        }
    }
}
