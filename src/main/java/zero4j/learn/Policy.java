package zero4j.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.rollout.PolicyWeights;

/** The policy that a training loop improves, as the loop sees it: it shows no tensor. {@link Learner} is one. */
public interface Policy {
    /**
     * What the responses of a rollout batch are praised or blamed for, token by token, and what else their loss is made of.
     *
     * @param responses those of one question follow each other
     * @param version of the policy's weights, as the sampler counts them: responses of others are off the policy
     */
    TrainBatch advantages(List<Response> responses, long version);

    /**
     * Learns from a rollout batch.
     *
     * @param step from 1; the learning rate depends on it
     * @param lost told of updates that are not applied because they are not finite
     */
    LearnReport learn(TrainBatch batch, long step, Consumer<NonFiniteUpdate> lost);

    /** The weights as they are now. */
    PolicyWeights weights();

    /**
     * Writes the model, and what learning goes on with, into an empty folder that the caller makes durable.
     *
     * @throws zero4j.UserError if a value is not finite
     */
    void save(Path folder) throws IOException;

    /** Takes part where another process saves: called by all the others when one calls {@link #save}. */
    default void assistSaving() {}
}
