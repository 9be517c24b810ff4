package zero4j.vector;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The machine's vector registers. */
public final class Lanes {
    public static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    public static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Floats of a register, a power of two. */
    public static final int COUNT = FLOATS.length();

    /** Bytes of a register. */
    public static final int BYTES = COUNT * Float.BYTES;

    /** Output columns whose weights lie together: two registers. */
    public static final int PANEL = 2 * COUNT;

    /** Rows of a tile of a product: eight where the processor has registers enough, as AVX-512 and ARM do; AVX2 has half as many. */
    public static final int ROWS =
            COUNT == 16 || System.getProperty("os.arch", "").equals("aarch64") ? 8 : 4;

    public static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {}

    /** The number rounded up to whole panels. */
    public static int padded(int columns) {
        return Math.ceilDiv(columns, PANEL) * PANEL;
    }

    /** The number rounded up to whole registers. */
    public static int wholeRegisters(int columns) {
        return Math.ceilDiv(columns, COUNT) * COUNT;
    }

    /**
     * The sum of a register that has been stored into {@code lanes}, in a fixed order; the API's own reduction may add in any.
     * Takes no vector: one that is handed to a method that is not inlined becomes an object.
     */
    public static float sum(float[] lanes) {
        for (int half = COUNT / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] += lanes[i + half];
            }
        }
        return lanes[0];
    }
}
