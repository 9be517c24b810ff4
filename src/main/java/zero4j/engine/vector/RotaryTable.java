package zero4j.engine.vector;

import java.util.Arrays;
import zero4j.weights.ModelConfig;
import zero4j.weights.RotaryFrequencies;

/** Cosines and sines of the rotary angles, [positions, dim / 2], for as many positions as were asked for. */
final class RotaryTable {
    private final float[] frequencies;
    private float[] cos = new float[0];
    private float[] sin = new float[0];

    RotaryTable(ModelConfig config) {
        frequencies = RotaryFrequencies.of(config);
    }

    /** Extends the table to positions below {@code length}. */
    void extend(int length) {
        int from = cos.length;
        int to = Math.multiplyExact(length, frequencies.length);
        if (to <= from) {
            return;
        }
        cos = Arrays.copyOf(cos, to);
        sin = Arrays.copyOf(sin, to);
        for (int i = from; i < to; i++) {
            // Rounded to float32 first, as the learner's angles are.
            int position = i / frequencies.length;
            float angle = position * frequencies[i % frequencies.length];
            cos[i] = (float) StrictMath.cos(angle);
            sin[i] = (float) StrictMath.sin(angle);
        }
    }

    /** Half the width of a head. */
    int half() {
        return frequencies.length;
    }

    float[] cos() {
        return cos;
    }

    float[] sin() {
        return sin;
    }
}
