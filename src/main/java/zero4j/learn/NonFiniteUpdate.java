package zero4j.learn;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import zero4j.algorithm.TrainSequence;

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
     * @param learnerLogprobs log-probs of its tokens under the weights that the update would have changed, nats
     * @param part what computed it; empty if nothing did, for lack of an advantage
     */
    public record Lost(TrainSequence sequence, float[] learnerLogprobs, Optional<Part> part) {}

    /** A micro-batch of the update, by its index, and its share of the loss. */
    public record Part(int microBatch, double loss) {}

    public NonFiniteUpdate {
        responses = List.copyOf(responses);
    }

    /**
     * @param sequences all of the update
     * @param parts the micro-batches that were computed, of the same objects
     * @param learnerLogprobs of each sequence
     */
    static NonFiniteUpdate of(
            int update,
            Found found,
            double learningRate,
            List<TrainSequence> sequences,
            List<UpdateGradient.Part> parts,
            List<float[]> learnerLogprobs) {
        IdentityHashMap<TrainSequence, Part> computed = new IdentityHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = new Part(i, parts.get(i).sums().of(TokenSums.Sum.LOSS));
            parts.get(i).sequences().forEach(sequence -> computed.put(sequence, part));
        }
        List<Lost> lost = IntStream.range(0, sequences.size())
                .mapToObj(i -> new Lost(
                        sequences.get(i), learnerLogprobs.get(i), Optional.ofNullable(computed.get(sequences.get(i)))))
                .toList();
        return new NonFiniteUpdate(update, found, learningRate, lost);
    }
}
