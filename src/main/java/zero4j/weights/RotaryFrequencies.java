package zero4j.weights;

/** Frequencies of the rotary position embedding (arXiv 2104.09864), stretched as the configuration says. */
public final class RotaryFrequencies {
    private RotaryFrequencies() {}

    /** Radians per position of each pair of coordinates of a head, [headDim / 2]. */
    public static float[] of(ModelConfig config) {
        int dim = config.headDim();
        float[] frequencies = new float[dim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) scaled(config.ropeScaling(), Math.pow(config.ropeTheta(), -2.0 * i / dim));
        }
        return frequencies;
    }

    private static double scaled(RopeScaling scaling, double frequency) {
        return switch (scaling) {
            case RopeScaling.None() -> frequency;
            case RopeScaling.Linear(double factor) -> frequency / factor;
            case RopeScaling.Llama3(double factor, double low, double high, int original) -> {
                double wavelength = 2 * Math.PI / frequency;
                double share = (original / wavelength - low) / (high - low);
                double keep = Math.clamp(share, 0, 1);
                yield frequency * (keep + (1 - keep) / factor);
            }
        };
    }
}
