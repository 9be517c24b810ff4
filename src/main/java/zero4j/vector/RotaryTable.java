package zero4j.vector;

import java.util.Arrays;
import zero4j.weights.ModelConfig;
import zero4j.weights.RotaryFrequencies;

/** Cosines and sines of the rotary angles, [positions, dim / 2], for as many positions as were asked for. */
public final class RotaryTable {
    private final float[] frequencies;
    private final float factor;
    /** Replaced by longer copies while others read: where those have numbers, they have the same. */
    private volatile float[] cos = new float[0];

    private volatile float[] sin = new float[0];

    public RotaryTable(ModelConfig config) {
        frequencies = RotaryFrequencies.of(config);
        factor = (float) config.ropeScaling().attentionFactor();
    }

    /** Extends the table to positions below {@code length}. */
    public synchronized void extend(int length) {
        int from = cos.length;
        int to = Math.multiplyExact(length, frequencies.length);
        if (to <= from) {
            return;
        }
        float[] longerCos = Arrays.copyOf(cos, to);
        float[] longerSin = Arrays.copyOf(sin, to);
        for (int i = from; i < to; i++) {
            // Rounded to float32 first, as the learner's angles are.
            int position = i / frequencies.length;
            float angle = position * frequencies[i % frequencies.length];
            longerCos[i] = (float) StrictMath.cos(angle) * factor;
            longerSin[i] = (float) StrictMath.sin(angle) * factor;
        }
        cos = longerCos;
        sin = longerSin;
    }

    /** Half the width of a head. */
    public int half() {
        return frequencies.length;
    }

    public float[] cos() {
        return cos;
    }

    public float[] sin() {
        return sin;
    }
}
