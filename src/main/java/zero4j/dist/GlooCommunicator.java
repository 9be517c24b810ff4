package zero4j.dist;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;

/**
 * Processes on one or several machines, connected over TCP by Gloo. Tensors must be on the CPU.
 *
 * <p>Gloo adds along a ring: each element is added up on one rank, in the order of ranks that follows from its place, and then
 * copied to the others. Only {@link #reduceScatter} adds in the order of ranks, wherever an element lies.
 */
final class GlooCommunicator implements Communicator {
    private final Rendezvous meeting;
    private final Duration deadline;
    private final TCPStore store;
    private final ProcessGroupGloo group;
    private final FailureBoard board;
    private @Nullable String failure;

    private GlooCommunicator(Rendezvous meeting, Duration deadline, TCPStore store, ProcessGroupGloo group) {
        this.meeting = meeting;
        this.deadline = deadline;
        this.store = store;
        this.group = group;
        this.board = new FailureBoard(store, meeting.rank(), meeting.world());
    }

    static GlooCommunicator connect(Rendezvous meeting, Duration deadline) {
        try (var _ = new PointerScope()) {
            TCPStore store = meet(meeting, deadline);
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(milliseconds(deadline));
            options.devices(new GlooDeviceVector(device(meeting)));
            ProcessGroupGloo group = attempt(
                    meeting,
                    deadline,
                    "connecting",
                    () -> new ProcessGroupGloo(store, meeting.rank(), meeting.world(), options));
            return new GlooCommunicator(meeting, deadline, Lifetime.beyondScope(store), Lifetime.beyondScope(group));
        }
    }

    private static TCPStore meet(Rendezvous meeting, Duration deadline) {
        TCPStoreOptions options = new TCPStoreOptions();
        options.port((short) meeting.port());
        options.isServer(meeting.rank() == 0);
        options.multiTenant(true); // where this process has the meeting place open already, that one is meant
        options.numWorkers(new SizeTPointer(1).put(meeting.world()));
        options.timeout(milliseconds(deadline));
        return attempt(
                meeting,
                deadline,
                "meeting at " + meeting.address() + ":" + meeting.port(),
                () -> new TCPStore(meeting.address(), options));
    }

    /** Other machines must be able to reach this one at the address that it offers them: that from which it reaches rank 0. */
    private static org.bytedeco.pytorch.gloo.Device device(Rendezvous meeting) {
        String networkInterface = System.getenv("GLOO_SOCKET_IFNAME");
        if (networkInterface != null && !networkInterface.isBlank()) {
            return ProcessGroupGloo.createDeviceForInterface(networkInterface);
        }
        return addressTowards(meeting)
                .map(ProcessGroupGloo::createDeviceForHostname)
                .orElseGet(ProcessGroupGloo::createDefaultDevice);
    }

    /** A machine's own name may stand for an address that only it can reach, so that it is no answer. */
    private static Optional<String> addressTowards(Rendezvous meeting) {
        try (DatagramSocket socket = new DatagramSocket()) { // chooses a way, and sends nothing
            socket.connect(new InetSocketAddress(InetAddress.getByName(meeting.address()), meeting.port()));
            InetAddress own = socket.getLocalAddress();
            return own.isAnyLocalAddress() ? Optional.empty() : Optional.of(own.getHostAddress());
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public int rank() {
        return meeting.rank();
    }

    @Override
    public int world() {
        return meeting.world();
    }

    @Override
    public void sum(Tensor tensor) {
        check(tensor);
        run("summing " + Words.counted(tensor.numel(), "number"), () -> group.allreduce(new TensorVector(tensor)));
    }

    @Override
    public double[] sum(double... values) {
        double[] sums = new double[values.length];
        try (DoublePointer host = new DoublePointer(values)) {
            sumInPlace(host, values.length, ScalarType.Double);
            host.get(sums);
        }
        return sums;
    }

    @Override
    public long[] sum(long... values) {
        long[] sums = new long[values.length];
        try (LongPointer host = new LongPointer(values)) {
            sumInPlace(host, values.length, ScalarType.Long);
            host.get(sums);
        }
        return sums;
    }

    private void sumInPlace(Pointer host, int length, ScalarType type) {
        try (var _ = new PointerScope()) {
            sum(torch.from_blob(host, new long[] {length}, new TensorOptions(type)));
        }
    }

    @Override
    public List<byte[]> gather(byte[] own) {
        long[] lengths = new long[world()];
        lengths[rank()] = own.length;
        lengths = sum(lengths);
        int longest = Math.toIntExact(Arrays.stream(lengths).max().orElseThrow());
        if (longest == 0) {
            return Collections.nCopies(world(), own);
        }
        try (BytePointer mine = new BytePointer(longest);
                BytePointer all = new BytePointer((long) world() * longest)) {
            mine.put(own, 0, own.length);
            gather(mine, all, longest);
            List<byte[]> gathered = new ArrayList<>();
            for (int rank = 0; rank < world(); rank++) {
                byte[] bytes = new byte[Math.toIntExact(lengths[rank])];
                all.position((long) rank * longest).get(bytes);
                gathered.add(bytes);
            }
            all.position(0);
            return gathered;
        }
    }

    private void gather(BytePointer mine, BytePointer all, int length) {
        try (var _ = new PointerScope()) {
            Tensor from = torch.from_blob(mine, new long[] {length}, new TensorOptions(ScalarType.Byte));
            Tensor to = torch.from_blob(all, new long[] {(long) world() * length}, new TensorOptions(ScalarType.Byte));
            run("gathering " + Words.counted(length, "byte"), () -> group._allgather_base(to, from));
        }
    }

    @Override
    public void broadcast(Tensor tensor, int root) {
        if (root < 0 || root >= world()) {
            throw new IllegalArgumentException("there is no rank " + root + " of " + world());
        }
        check(tensor);
        run("receiving " + Words.counted(tensor.numel(), "number") + " of rank " + root, () -> {
            BroadcastOptions options = new BroadcastOptions();
            options.rootRank(root);
            options.rootTensor(0);
            options.timeout(milliseconds(deadline));
            return group.broadcast(new TensorVector(bytes(tensor)), options);
        });
    }

    /**
     * Gloo itself would add along a ring, where an element's place decides who is added to whom. So the pieces are exchanged, which is as
     * many bytes, and each rank adds what it got in the order of ranks: however a buffer is cut up, the sums are the same.
     */
    @Override
    public void reduceScatter(Tensor all, Tensor piece) {
        check(all, piece);
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor got = torch.empty_like(all.view(-1)); // [world * piece]
            run(
                    "exchanging " + Words.counted(all.numel(), "number"),
                    () -> group.alltoall_base(bytes(got), bytes(all), new LongVector(), new LongVector()));
            Tensor own = piece.view(-1);
            long length = own.numel();
            var _ = own.copy_(got.narrow(0, 0, length));
            for (int rank = 1; rank < world(); rank++) {
                var _ = own.add_(got.narrow(0, rank * length, length));
            }
        }
    }

    @Override
    public void allGather(Tensor piece, Tensor all) {
        check(all, piece);
        run("gathering " + Words.counted(all.numel(), "number"), () -> group._allgather_base(bytes(all), bytes(piece)));
    }

    private void check(Tensor all, Tensor piece) {
        check(all);
        check(piece);
        if (all.numel() != world() * piece.numel()
                || all.scalar_type().intern() != piece.scalar_type().intern()) {
            throw new IllegalArgumentException("a piece must be of its tensor's type and a " + world()
                    + "-th of it, but it has " + piece.numel() + " elements of " + all.numel());
        }
    }

    /** The same memory, whatever it holds. */
    private static Tensor bytes(Tensor tensor) {
        return tensor.view(-1).view(ScalarType.Byte);
    }

    @Override
    public void barrier() {
        run("a barrier", group::barrier);
    }

    private static void check(Tensor tensor) {
        if (!tensor.is_contiguous() || !tensor.is_cpu()) {
            throw new IllegalArgumentException("a tensor to communicate must be contiguous and on the CPU");
        }
    }

    private void run(String operation, Supplier<Work> start) {
        if (failure != null) {
            throw new UserError(operation + " is not possible: the connection broke before. " + failure);
        }
        try (var _ = new PointerScope()) {
            attempt(meeting, deadline, operation, () -> start.get()._wait());
        } catch (UserError broken) {
            failure = broken.getMessage() + ended("").stream().map(". "::concat).collect(Collectors.joining());
            throw new UserError(failure, broken);
        }
    }

    /** Leaves the group, so that ranks that wait for this one fail at once, too. @return what is known of those */
    private List<String> ended(String why) {
        group.close();
        return board.end(why);
    }

    @Override
    public void fail(String why) {
        if (failure == null) {
            failure = why;
            var _ = ended(why);
        }
    }

    @Override
    public boolean isBroken() {
        return failure != null;
    }

    /** Native errors go on for pages and do not say who waited. */
    private static <T> T attempt(Rendezvous meeting, Duration deadline, String operation, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } catch (RuntimeException e) {
            double waited = (System.nanoTime() - start) / 1e9;
            String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new UserError(
                    String.format(
                            Locale.ROOT,
                            "rank %d of %d waited %.1f s of at most %.1f s for %s in %s and failed: %s",
                            meeting.rank(),
                            meeting.world(),
                            waited,
                            deadline.toMillis() / 1e3,
                            others(meeting),
                            operation,
                            cause),
                    e);
        }
    }

    private static String others(Rendezvous meeting) {
        int others = meeting.world() - 1;
        return others == 1 ? "rank " + (1 - meeting.rank()) : "the " + Words.counted(others, "other rank");
    }

    private static Milliseconds milliseconds(Duration duration) {
        return new Milliseconds(duration.toMillis());
    }

    @Override
    public void close() {
        if (failure == null) {
            group.close();
        }
        if (board.isFree()) { // else it is left to the end of the process, for a thread is still in it
            store.close();
        }
    }
}
