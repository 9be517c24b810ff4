package zero4j.learn;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.Response;
import zero4j.model.CausalLm;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/** What a model says of responses' tokens, without gradients, in micro-batches. */
final class ResponseScorer {
    private final CausalLm lm;
    private final BatchPacker packer;
    private final TokenLogprobs logprobs;

    /** @param temperature of the sampler's distribution, which the log-probs are taken under */
    ResponseScorer(CausalLm lm, TrainSettings settings, double temperature) {
        this.lm = lm;
        this.packer = new BatchPacker(settings.tokensPerMicroBatch());
        this.logprobs = new TokenLogprobs(
                lm, temperature, settings.logprobChunk(lm.config().vocabSize()));
    }

    /** Log-probs (nats) of every response's tokens, [responseLength] each, in the order of the responses. */
    List<float[]> logprobs(List<Response> responses) {
        return perToken(
                responses,
                (hidden, batch) -> logprobs.score(hidden, batch.targets()).logprobs());
    }

    /** What the critic expects at every response's tokens, [responseLength] each. */
    List<float[]> values(List<Response> responses, Critic.Head head) {
        return perToken(responses, (hidden, _) -> head.values(hidden));
    }

    private List<float[]> perToken(List<Response> responses, BiFunction<Tensor, MicroBatch, Tensor> score) {
        float[][] found = new float[responses.size()][];
        List<Integer> indices = IntStream.range(0, responses.size()).boxed().toList();
        for (List<Integer> micro : packer.pack(indices, i -> responses.get(i).tokens().length)) {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                MicroBatch batch =
                        MicroBatch.of(micro.stream().map(responses::get).toList(), lm.placement());
                Tensor hidden = lm.forward(batch.inputs()).index_select(0, batch.scored()); // [scored, width]
                float[] all = DeviceAndDtype.toFloats(score.apply(hidden, batch));
                int at = 0;
                for (int i : micro) {
                    found[i] = Arrays.copyOfRange(all, at, at + responses.get(i).length());
                    at += found[i].length;
                }
            }
        }
        return List.of(found);
    }
}
