package zero4j.weights;

/** Frequencies of the rotary position embedding (arXiv 2104.09864), stretched as the configuration says. */
public final class RotaryFrequencies {
    private RotaryFrequencies() {}

    /**
     * Radians per position of each pair of coordinates of a head, [headDim / 2]. Every operation is rounded to float32, as in the
     * reference implementation: at a position of some thousands the difference would be seen in log-probs.
     */
    public static float[] of(ModelConfig config) {
        float dim = config.headDim();
        float[] frequencies = new float[config.headDim() / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float power = (float) StrictMath.pow((float) config.ropeTheta(), 2 * i / dim);
            frequencies[i] = scaled(config.ropeScaling(), 1 / power);
        }
        return frequencies;
    }

    private static float scaled(RopeScaling scaling, float frequency) {
        return switch (scaling) {
            case RopeScaling.None() -> frequency;
            case RopeScaling.Linear(double factor) -> frequency / (float) factor;
            case RopeScaling.Llama3(double factor, double low, double high, int original) -> {
                // A number divided by a tensor is there the reciprocal times the number.
                float wavelength = (1 / frequency) * (float) (2 * Math.PI);
                if (wavelength > (float) (original / low)) {
                    yield frequency / (float) factor;
                }
                if (wavelength < (float) (original / high)) {
                    yield frequency;
                }
                float smooth = ((1 / wavelength) * (float) original - (float) low) / (float) (high - low);
                yield (1 - smooth) * frequency / (float) factor + smooth * frequency;
            }
        };
    }
}
