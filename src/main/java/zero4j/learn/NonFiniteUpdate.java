package zero4j.learn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;

/**
 * An update that was not applied, because its loss or the norm of a gradient was not finite.
 *
 * @param update index in the rollout batch from 0, all epochs together
 * @param learningRate that it would have had
 * @param responses all of the update
 */
public record NonFiniteUpdate(int update, Found found, double learningRate, List<Lost> responses) {
    /** Loss and norms of the gradients before clipping; 0 for the critic's if there is none. */
    public record Found(double loss, double gradNorm, double criticNorm) {
        boolean finite() {
            return Double.isFinite(loss) && Double.isFinite(gradNorm) && Double.isFinite(criticNorm);
        }

        /** What is not finite, in words. */
        public String inWords() {
            if (!Double.isFinite(loss)) {
                return "the loss is " + loss;
            }
            return Double.isFinite(gradNorm)
                    ? "the norm of the critic's gradient is " + criticNorm
                    : "the norm of the gradient is " + gradNorm;
        }
    }

    /**
     * A response of the update.
     *
     * @param advantages of its tokens
     * @param learnerLogprobs log-probs of its tokens under the weights that the update would have changed, nats
     * @param share what computed it; empty if nothing did, for lack of an advantage
     */
    public record Lost(Response response, float[] advantages, float[] learnerLogprobs, Optional<LossShare> share) {}

    /** A micro-batch of the update, by its index, and its share of the loss. */
    public record LossShare(int microBatch, double loss) {}

    public NonFiniteUpdate {
        responses = List.copyOf(responses);
    }

    /**
     * @param batch all of the update
     * @param shares of those responses that were computed
     * @param learnerLogprobs of each response
     */
    static NonFiniteUpdate of(
            int update,
            Found found,
            double learningRate,
            TrainBatch batch,
            Map<Response, LossShare> shares,
            List<float[]> learnerLogprobs) {
        List<Lost> lost = IntStream.range(0, batch.size())
                .mapToObj(i -> new Lost(
                        batch.responses().get(i),
                        batch.advantages().get(i),
                        learnerLogprobs.get(i),
                        Optional.ofNullable(shares.get(batch.responses().get(i)))))
                .toList();
        return new NonFiniteUpdate(update, found, learningRate, lost);
    }
}
