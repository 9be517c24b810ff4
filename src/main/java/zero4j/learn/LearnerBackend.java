package zero4j.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import zero4j.rollout.PolicyWeights;
import zero4j.weights.ModelConfig;
import zero4j.weights.SafetensorsWriter;

/**
 * What computes the policy, its gradient and its optimizer: tokens go in, a few numbers for each scored token come out, and the loss's
 * gradients for these go back. What the loss is, it does not know.
 *
 * <p>Where several processes train one model, all call the same methods together, each {@link #gradient} with sequences of its own, and
 * all have the same weights.
 */
public interface LearnerBackend extends PolicyScorer {
    /** A value head that an algorithm without a critic has. */
    float[] NO_HEAD = {};

    /** The model. */
    ModelConfig config();

    /** Whether it computes in float32, so that its log-probs are those of a sampler with the same weights up to rounding. */
    boolean isExact();

    /**
     * What a linear head says of the model's state before each scored token, [count] each.
     *
     * @param head weights and, last, bias, [width + 1]
     */
    List<float[]> values(List<ScoredSequence> sequences, float[] head);

    /** What of an update is asked for besides log-probs and entropies, and what its loss is. */
    @FunctionalInterface
    interface TokenLoss {
        /**
         * The loss's gradients for what was found of some of the sequences. Called by several threads at the same time.
         *
         * @param part number of the part of the work, from 0: who is in it depends on the sequences' lengths, where they differ
         * @param sequences their indices; their scored tokens follow each other in this order
         */
        TokenGradients gradients(int part, List<Integer> sequences, TokenScores scores);
    }

    /**
     * What an update took.
     *
     * @param inputs tokens that the model computed, those of a prompt that it computed once counted once
     * @param attended those that attention computed, padding included
     * @param padding those of them that belong to no sequence
     * @param pairs of an input and one that it attends to, itself included, as far as they are needed: of a shared prompt once
     * @param head gradient of the value head by this process's sequences, [width + 1]; empty without one
     */
    record Passes(long inputs, long attended, long padding, long pairs, float[] head) {
        /** What parts of an update took together; the head's gradients are added in the order of the parts. */
        public static Passes sum(List<Passes> parts, int head) {
            float[] ofHead = new float[head];
            for (Passes part : parts) {
                for (int i = 0; i < head; i++) {
                    ofHead[i] += part.head()[i];
                }
            }
            return new Passes(
                    parts.stream().mapToLong(Passes::inputs).sum(),
                    parts.stream().mapToLong(Passes::attended).sum(),
                    parts.stream().mapToLong(Passes::padding).sum(),
                    parts.stream().mapToLong(Passes::pairs).sum(),
                    ofHead);
        }
    }

    /**
     * Replaces the gradient by that of a loss over this process's sequences, summed over all processes. How the sequences are cut into
     * passes changes nothing but rounding.
     *
     * @param head of the values in {@link TokenScores}; {@link #NO_HEAD} for none
     * @param loss asked about every sequence once
     */
    Passes gradient(List<ScoredSequence> sequences, float[] head, TokenLoss loss);

    /** The gradient by the names of the weights, in float32. */
    PolicyWeights gradients();

    /**
     * Scales the gradient down to a norm of {@code max} if its norm is larger; one that is not finite changes nothing.
     *
     * @return the Euclidean norm before, the same in all processes
     */
    double clip(double max);

    /** Applies the gradient: a step of AdamW. */
    void step(double learningRate);

    /** How far the weights moved in the last step (Euclidean). */
    double moved(double learningRate);

    /** What exchanging gradients and weights with other processes took so far. */
    Exchanged exchanged();

    /** The weights as they are now, an adapter merged into them. */
    PolicyWeights weights();

    /** The optimizer's state, as files have it. */
    List<SafetensorsWriter.Entry> state();

    /** What of weights and optimizer is not finite, on any process; the others {@link #assistSaving}. */
    Optional<String> notFinite();

    /**
     * Writes model and optimizer into an empty folder that the caller makes durable, after {@link #notFinite} was asked.
     *
     * @param besides what goes into the file of the optimizer, too
     */
    void write(Path folder, List<SafetensorsWriter.Entry> besides) throws IOException;

    /** The name of a weight that is not finite, asked by any process alone. */
    Optional<String> weightNotFinite();

    /** Writes the model alone. */
    void writeModel(Path folder) throws IOException;

    /** Takes part where another process saves. */
    void assistSaving();

    /**
     * Gives all processes the optimizer's state of a checkpoint, the adapter if the model has one, and the weights of the first process.
     *
     * @param checkpoint where the first process has it; empty on the others
     * @throws zero4j.UserError if the checkpoint lacks something, or holds what is not finite
     */
    void resume(Optional<Path> checkpoint);

    /** Gives all processes the weights of the first one, where training begins. */
    void agree();

    /** The frozen model beneath the adapter; empty without one. To be closed before this. */
    Optional<PolicyScorer> beneathAdapter();
}
