package zero4j.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import zero4j.UserError;
import zero4j.Words;

/**
 * What a Hugging Face {@code config.json} says about a decoder-only model.
 *
 * @param family how it is read, and what its weights are called
 * @param vocabSize rows of the embedding matrix
 * @param tokens ids below are tokens; rows of the embedding from here on are padding, which is neither sampled nor counted in
 *     a distribution. As many as {@code vocabSize}, unless {@link ModelFolder} has found a tokenizer with fewer
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width inside the MLP
 * @param layers number of transformer blocks
 * @param heads query heads
 * @param kvHeads key and value heads, a divisor of {@code heads}
 * @param headDim width of a head, even; {@code heads * headDim} need not be {@code hiddenSize}
 * @param rmsNormEps added to the mean square under the root
 * @param ropeTheta base of the rotary wavelengths
 * @param ropeScaling stretching of the rotary wavelengths
 * @param tieWordEmbeddings whether the output layer is the embedding matrix
 * @param attentionBias whether the projections to q, k and v have biases
 * @param attentionOutputBias whether the attention's output projection has a bias
 * @param mlpBias whether the three MLP projections have biases
 * @param slidingWindow tokens each position sees, itself included; empty if it sees the whole context
 * @param maxPositionEmbeddings longest sequence (tokens)
 * @param eosTokenIds ids that end a sequence, from {@code config.json} and {@code generation_config.json}; may be empty
 * @param bosTokenId id that begins a sequence
 * @param dtype element type of the stored weights
 * @param json the whole {@code config.json}
 */
public record ModelConfig(
        ModelFamily family,
        int vocabSize,
        int tokens,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        double rmsNormEps,
        double ropeTheta,
        RopeScaling ropeScaling,
        boolean tieWordEmbeddings,
        boolean attentionBias,
        boolean attentionOutputBias,
        boolean mlpBias,
        OptionalInt slidingWindow,
        int maxPositionEmbeddings,
        SortedSet<Integer> eosTokenIds,
        OptionalInt bosTokenId,
        Dtype dtype,
        String json) {

    public ModelConfig {
        eosTokenIds = Collections.unmodifiableSortedSet(new TreeSet<>(eosTokenIds));
    }

    /**
     * Reads {@code config.json} and, if it is there, {@code generation_config.json}.
     *
     * @throws UserError if a file is missing or malformed, or says something that is not supported
     */
    public static ModelConfig read(Path folder) {
        return ConfigReader.read(folder);
    }

    /** Reads the text of a {@code config.json}; {@code origin} names it in error messages. */
    public static ModelConfig parse(String json, String origin) {
        return ConfigReader.parse(json, origin, new TreeSet<>());
    }

    /**
     * Configuration of a new model, stored as float32.
     *
     * @param eosTokenIds at least one id below {@code vocabSize}
     */
    public static ModelConfig fresh(
            ModelFamily family,
            ModelShape shape,
            int vocabSize,
            OptionalInt bosTokenId,
            SortedSet<Integer> eosTokenIds) {
        return ConfigReader.parse(
                ConfigWriter.fresh(family, shape, vocabSize, bosTokenId, eosTokenIds), "new model", family);
    }

    /** The same model stored in another type: in {@link #json} only {@code torch_dtype} (or {@code dtype}) changes. */
    public ModelConfig withDtype(Dtype stored) {
        return with(tokens, tieWordEmbeddings, stored, ConfigWriter.withDtype(json, stored));
    }

    /** The same model with so many tokens; the rows beyond are padding. */
    public ModelConfig withTokens(int ids) {
        return with(Math.min(ids, vocabSize), tieWordEmbeddings, dtype, json);
    }

    /** The same model with an output layer of its own. */
    ModelConfig untied() {
        return with(tokens, false, dtype, ConfigWriter.untied(json));
    }

    private ModelConfig with(int ids, boolean tied, Dtype stored, String text) {
        return new ModelConfig(
                family,
                vocabSize,
                ids,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                kvHeads,
                headDim,
                rmsNormEps,
                ropeTheta,
                ropeScaling,
                tied,
                attentionBias,
                attentionOutputBias,
                mlpBias,
                slidingWindow,
                maxPositionEmbeddings,
                eosTokenIds,
                bosTokenId,
                stored,
                text);
    }

    /** Longest sequence (tokens) that the model can be given: its context, or its sliding window if that is shorter. */
    public int longestSequence() {
        return Math.min(maxPositionEmbeddings, slidingWindow.orElse(Integer.MAX_VALUE));
    }

    /** {@link #longestSequence} with what it comes from, for messages. */
    public String limitInWords() {
        return slidingWindow.orElse(Integer.MAX_VALUE) < maxPositionEmbeddings
                ? "sliding window of " + Words.counted(longestSequence(), "token")
                        + " (windowed attention is not supported)"
                : "context of " + Words.counted(longestSequence(), "token");
    }

    /** Whether the heads of q and k pass through an RMS norm of their own. */
    public boolean qkNorm() {
        return family.qkNorm();
    }

    /** Names and shapes of all weights by their roles. */
    public ModelWeights weights() {
        return ModelWeights.of(this);
    }

    /** Names and shapes of all parameters in the order of the forward pass; the output layer only if it is not tied. */
    public Map<String, long[]> parameterShapes() {
        return weights().shapes();
    }

    /** Number of parameters. */
    public long parameterCount() {
        return parameterShapes().values().stream()
                .mapToLong(TensorInfo::elements)
                .sum();
    }
}
