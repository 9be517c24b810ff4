package zero4j.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import zero4j.vector.VectorPeak;

/**
 * What a machine's cores can do at best, all together.
 *
 * @param flops floating-point operations per second, a multiply-add counted as two, from registers
 * @param bytes read per second from memory
 */
public record MachineSpeed(double flops, double bytes) {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = FLOATS.length();
    private static final int BYTES = COUNT * Float.BYTES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int ROUNDS = 6;
    /** Larger than the caches. */
    private static final long READ_BYTES = 256L << 20;

    /** Measures for about a second. */
    public static MachineSpeed measure(int threads) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(READ_BYTES * threads, 64);
            List<MemorySegment> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(memory.asSlice(i * READ_BYTES, READ_BYTES));
            }
            AtomicInteger next = new AtomicInteger();
            double bytes = best(threads, () -> {
                MemorySegment part = parts.get(next.getAndIncrement() % threads);
                return Float.isNaN(sum(part)) ? 0 : (double) READ_BYTES;
            });
            return new MachineSpeed(VectorPeak.measure(threads), bytes);
        }
    }

    /** Work per second of all threads; the best of several rounds. */
    static double best(int threads, DoubleSupplier work) {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double[] done = new double[threads];
            long start = System.nanoTime();
            List<Thread> running = IntStream.range(0, threads)
                    .mapToObj(i -> Thread.ofPlatform().start(() -> done[i] = work.getAsDouble()))
                    .toList();
            running.forEach(MachineSpeed::join);
            double seconds = (System.nanoTime() - start) * 1e-9;
            best = Math.max(
                    best, IntStream.range(0, threads).mapToDouble(i -> done[i]).sum() / seconds);
        }
        return best;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private static float sum(MemorySegment memory) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (long at = 0; at < memory.byteSize(); at += 4L * BYTES) {
            a = a.add(FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER));
            b = b.add(FloatVector.fromMemorySegment(FLOATS, memory, at + BYTES, ORDER));
            c = c.add(FloatVector.fromMemorySegment(FLOATS, memory, at + 2L * BYTES, ORDER));
            d = d.add(FloatVector.fromMemorySegment(FLOATS, memory, at + 3L * BYTES, ORDER));
        }
        return a.add(b).add(c.add(d)).lane(0);
    }
}
