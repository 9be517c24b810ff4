package zero4j.vector;

import static zero4j.vector.Lanes.FLOATS;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import jdk.incubator.vector.FloatVector;

/**
 * What the processor can do at most: multiply-adds in registers, none of which waits for another. No product reaches it, for it has to
 * read its numbers, too.
 */
public final class VectorPeak {
    /** Multiply-adds on the way at the same time: more than the units and their delay need. */
    private static final int CHAINS = 12;

    private static final int ROUNDS = 1 << 20;
    private static final int REPEATS = 6;

    private VectorPeak() {}

    /**
     * Floating-point operations per second in float32, a multiply-add counted as two. Takes a fraction of a second.
     *
     * @param threads that compute at the same time
     */
    public static double measure(int threads) {
        double best = 0;
        for (int i = 0; i < REPEATS; i++) { // the first ones are to warm up
            best = Math.max(best, once(threads));
        }
        return best;
    }

    private static double once(int threads) {
        CountDownLatch ready = new CountDownLatch(threads);
        AtomicReferenceArray<float[]> sinks = new AtomicReferenceArray<>(threads); // so that nothing is left out
        Thread[] others = new Thread[threads];
        long[] nanos = new long[threads];
        for (int t = 0; t < threads; t++) {
            int own = t;
            others[t] = Thread.ofPlatform().daemon().start(() -> {
                ready.countDown();
                try {
                    ready.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                float[] sink = new float[Lanes.COUNT];
                long start = System.nanoTime();
                multiplyAdd(0.999f, 1e-3f, sink);
                nanos[own] = System.nanoTime() - start;
                sinks.set(own, sink);
            });
        }
        double perSecond = 0;
        for (int t = 0; t < threads; t++) {
            try {
                others[t].join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while measuring", e);
            }
            perSecond += 2.0 * CHAINS * Lanes.COUNT * ROUNDS / (nanos[t] / 1e9);
        }
        return perSecond;
    }

    private static void multiplyAdd(float factor, float addend, float[] sink) {
        FloatVector x = FloatVector.broadcast(FLOATS, factor);
        FloatVector y = FloatVector.broadcast(FLOATS, addend);
        FloatVector a = y;
        FloatVector b = y;
        FloatVector c = y;
        FloatVector d = y;
        FloatVector e = y;
        FloatVector f = y;
        FloatVector g = y;
        FloatVector h = y;
        FloatVector i = y;
        FloatVector j = y;
        FloatVector k = y;
        FloatVector l = y;
        for (int round = 0; round < ROUNDS; round++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l)
                .intoArray(sink, 0);
    }
}
