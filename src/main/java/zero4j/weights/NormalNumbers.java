package zero4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Normal numbers in the order of LibTorch's generator on a CPU: a Mersenne twister (MT19937; Matsumoto and Nishimura, 1998) and, for 16
 * numbers at a time, the transformation of Box and Muller (1958).
 */
final class NormalNumbers {
    private static final int STATE = 624;
    private static final int SHIFT = 397;
    private static final int BLOCK = 16;

    private final int[] state = new int[STATE];
    private int next = STATE;

    NormalNumbers(int seed) {
        state[0] = seed;
        for (int i = 1; i < STATE; i++) {
            state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /**
     * Fills with numbers of mean zero. The last 16 are drawn anew where the length is no multiple of 16.
     *
     * @param values float32
     */
    void fill(MemorySegment values, float std) {
        long size = values.byteSize() / Float.BYTES;
        float[] block = new float[BLOCK];
        long at = 0;
        for (; at + BLOCK <= size; at += BLOCK) {
            draw(block, std);
            MemorySegment.copy(block, 0, values, ValueLayout.JAVA_FLOAT, at * Float.BYTES, BLOCK);
        }
        int left = (int) (size - at);
        if (left > 0) {
            for (int i = 0; i < left; i++) {
                var _ = uniform(); // for the numbers that are drawn anew
            }
            draw(block, std);
            int count = (int) Math.min(BLOCK, size);
            MemorySegment.copy(block, 0, values, ValueLayout.JAVA_FLOAT, (size - count) * Float.BYTES, count);
        }
    }

    private void draw(float[] block, float std) {
        for (int i = 0; i < BLOCK; i++) {
            block[i] = uniform();
        }
        for (int i = 0; i < BLOCK / 2; i++) {
            double radius = Math.sqrt(-2 * StrictMath.log(1 - block[i]));
            double angle = 2 * Math.PI * block[i + BLOCK / 2];
            block[i] = (float) (radius * StrictMath.cos(angle)) * std;
            block[i + BLOCK / 2] = (float) (radius * StrictMath.sin(angle)) * std;
        }
    }

    /** From 0 to below 1, of 24 bits. */
    private float uniform() {
        return (bits() & 0xFF_FFFF) * 0x1p-24f;
    }

    private int bits() {
        if (next == STATE) {
            for (int i = 0; i < STATE; i++) {
                int joined = (state[i] & 0x8000_0000) | (state[(i + 1) % STATE] & 0x7FFF_FFFF);
                state[i] = state[(i + SHIFT) % STATE] ^ (joined >>> 1) ^ ((joined & 1) == 0 ? 0 : 0x9908_B0DF);
            }
            next = 0;
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9D2C_5680;
        y ^= (y << 15) & 0xEFC6_0000;
        return y ^ (y >>> 18);
    }
}
