package zero4j.dist;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.SegmentPointer;

/**
 * The processes that train one model together. Every process calls the same methods in the same order with values of the same
 * number and shape; each call waits for all the others.
 *
 * <p>All ranks get the same bits, and the same values give the same bits again. One thread at a time.
 *
 * <p>Methods throw {@link UserError} if a peer ended, is unreachable or did not come in time; the message names the operation,
 * the rank, what it waited for, which peer it was and, if that has told, why. After that every call fails: start all ranks again.
 */
public sealed interface Communicator extends AutoCloseable permits SingleProcess, ConnectedProcesses {
    /**
     * Joins the other processes, or is alone without a rendezvous.
     *
     * @param deadline longest time to wait for the others: for all of this, and in every later call
     * @param placement of the tensors that are communicated; on a card, those on the CPU may be, too
     * @param greeting what all do first, before anybody has joined; not done alone
     * @throws UserError if not all processes came in time, what connects their cards is not there, or the greeting fails
     */
    static Communicator join(
            Optional<Rendezvous> rendezvous,
            Duration deadline,
            DeviceAndDtype placement,
            Consumer<Communicator> greeting) {
        return rendezvous
                .filter(place -> place.world() > 1)
                .<Communicator>map(place -> ConnectedProcesses.connect(place, deadline, placement, greeting))
                .orElseGet(SingleProcess::new);
    }

    /** Joins other processes whose tensors are on the CPU. */
    static Communicator join(Optional<Rendezvous> rendezvous, Duration deadline) {
        return join(rendezvous, deadline, DeviceAndDtype.cpu(ScalarType.Float), _ -> {});
    }

    /**
     * Another way between the same processes, for tensors on the CPU, numbers and bytes of another thread: the two wait for nothing of each
     * other, and what fails on one leaves the other as it is. All processes call this together.
     *
     * @param name different from those of others that are open
     * @return to be closed before this one
     */
    Communicator beside(String name);

    /** Number of this process, from 0. */
    int rank();

    /** Number of processes, at least 1. */
    int world();

    /** Replaces a contiguous tensor's elements by their sums over all processes, in the tensor's own type. */
    void sum(Tensor tensor);

    /** The same of float32 in memory outside the heap. */
    default void sum(MemorySegment floats) {
        try (var _ = new PointerScope()) {
            sum(tensor(floats));
        }
    }

    private static Tensor tensor(MemorySegment floats) {
        return SegmentPointer.borrow(floats, ScalarType.Float, floats.byteSize() / Float.BYTES);
    }

    /** Sums over all processes of each value, in double precision. */
    double[] sum(double... values);

    /** Sums over all processes of each value, exact. */
    long[] sum(long... values);

    /** What every rank gave, rank after rank. Each may give another number of bytes, also none. */
    List<byte[]> gather(byte[] own);

    /** Replaces a contiguous tensor's elements by those of one rank. */
    void broadcast(Tensor tensor, int root);

    /** The same of float32 in memory outside the heap. */
    default void broadcast(MemorySegment floats, int root) {
        try (var _ = new PointerScope()) {
            broadcast(tensor(floats), root);
        }
    }

    /**
     * Sums a tensor over all processes and leaves each of them one of {@code world} equal pieces: rank after rank, as they lie in the
     * tensor. It is added up in the tensor's own type, in an order that depends on the number of processes alone.
     *
     * @param all contiguous; nothing is promised of what it holds afterwards, but for {@code piece} if that is part of it
     * @param piece contiguous, of the same type, with a {@code world}-th of the elements; may be this process's own piece of {@code all}
     */
    void reduceScatter(Tensor all, Tensor piece);

    /**
     * Puts together what every process has, rank after rank.
     *
     * @param piece contiguous, as large on every rank; may be this process's own piece of {@code all}
     * @param all contiguous, of the same type, with {@code world} times as many elements
     */
    void allGather(Tensor piece, Tensor all);

    /** Returns when all processes have called it. */
    void barrier();

    /** Seconds that this process has spent in calls so far: with the others' work, when they were late, and with the network's. */
    double secondsWaiting();

    /**
     * Tells the others why this process ends: their next calls fail at once and say so. Nothing after a call has failed.
     *
     * @param why a sentence
     */
    void fail(String why);

    /** Whether a call has failed, because of another process. */
    boolean isBroken();

    /** Leaves; the others' calls fail from now on. Any thread may do it, and more than one: a call that goes on is waited for. */
    @Override
    void close();
}
