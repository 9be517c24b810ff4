package zero4j.learn;

import java.util.List;

/** A model that says how likely tokens are. */
public interface PolicyScorer extends AutoCloseable {
    /**
     * Log-probs (nats) under the sampler's temperature of the scored tokens of each sequence, [count] each.
     *
     * @throws zero4j.UserError if a sequence is longer than the model's context
     */
    List<float[]> logprobs(List<ScoredSequence> sequences);

    @Override
    void close();
}
