package zero4j.weights;

/** How rotary frequencies are stretched beyond the context of pretraining. */
public sealed interface RopeScaling {
    /** What cosines and sines of the angles are multiplied by. */
    default double attentionFactor() {
        return 1;
    }

    /** The frequencies as they are. */
    record None() implements RopeScaling {}

    /** Every frequency is divided by the factor. */
    record Linear(double factor) implements RopeScaling {}

    /**
     * Llama 3.1: long wavelengths are divided by the factor, short ones kept, those between are interpolated.
     *
     * @param factor the divisor of low frequencies
     * @param lowFreqFactor wavelengths above {@code originalMaxPositionEmbeddings / lowFreqFactor} are stretched fully
     * @param highFreqFactor wavelengths below {@code originalMaxPositionEmbeddings / highFreqFactor} are kept
     * @param originalMaxPositionEmbeddings context (tokens) of pretraining
     */
    record Llama3(double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositionEmbeddings)
            implements RopeScaling {}

    /**
     * YaRN (arXiv 2309.00071, section 3): pairs of coordinates that turn often within the context of pretraining are kept, those
     * that hardly turn are divided by the factor, and between the two, by the pair's number, there is a ramp.
     *
     * @param factor the divisor of low frequencies
     * @param attentionFactor what cosines and sines are multiplied by, which stands for a temperature of the attention
     * @param betaFast pairs with more rotations are kept
     * @param betaSlow pairs with fewer rotations are divided fully
     * @param truncate whether the ends of the ramp are rounded outwards to whole pairs
     * @param originalMaxPositionEmbeddings context (tokens) of pretraining
     */
    record Yarn(
            double factor,
            double attentionFactor,
            double betaFast,
            double betaSlow,
            boolean truncate,
            int originalMaxPositionEmbeddings)
            implements RopeScaling {}
}
