package zero4j.weights;

/** How rotary frequencies are stretched beyond the context of pretraining. */
public sealed interface RopeScaling {
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
}
