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
            frequencies[i] = scaled(config, i, power);
        }
        return frequencies;
    }

    /** @param power the wavelength of the pair before scaling, in units of 2 pi */
    private static float scaled(ModelConfig config, int pair, float power) {
        float frequency = 1 / power;
        return switch (config.ropeScaling()) {
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
            case RopeScaling.Yarn yarn -> {
                float kept = 1 - ramp(yarn, config, pair);
                yield 1 / ((float) yarn.factor() * power) * (1 - kept) + frequency * kept;
            }
        };
    }

    /** How far a pair is stretched, 0 to 1. */
    private static float ramp(RopeScaling.Yarn yarn, ModelConfig config, int pair) {
        double low = pairThatTurns(yarn.betaFast(), yarn, config);
        double high = pairThatTurns(yarn.betaSlow(), yarn, config);
        if (yarn.truncate()) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, config.headDim() - 1);
        if (low == high) {
            high += 0.001; // as in the reference implementation
        }
        return Math.clamp((pair - (float) low) / (float) (high - low), 0f, 1f);
    }

    /** The pair of coordinates, seldom a whole one, that turns so many times within the context of pretraining. */
    private static double pairThatTurns(double rotations, RopeScaling.Yarn yarn, ModelConfig config) {
        double wavelength = yarn.originalMaxPositionEmbeddings() / (rotations * 2 * Math.PI);
        return config.headDim() * Math.log(wavelength) / (2 * Math.log(config.ropeTheta()));
    }
}
