package zero4j.dist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import zero4j.Words;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/**
 * Processes on one or several machines. Tensors on the CPU, numbers and bytes go by Gloo over TCP, tensors on a card by NCCL.
 *
 * <p>Gloo adds along a ring: each element is added up on one rank, in the order of ranks that follows from its place, and then
 * copied to the others; NCCL does the same or adds along a tree. Only {@link #reduceScatter} adds in the order of ranks, wherever an element lies.
 *
 * <p>NCCL notices a lost peer at the deadline only, Gloo at once. So before cards communicate all processes meet by Gloo.
 */
final class ConnectedProcesses implements Communicator {
    /** Most bytes that are exchanged at once where sums are made piece by piece. */
    private static final long EXCHANGED_BYTES = 64L << 20;

    private final Connection connection;
    private final ProcessGroupGloo hosts;
    private final @Nullable Backend cards;

    private ConnectedProcesses(Connection connection, ProcessGroupGloo hosts, @Nullable Backend cards) {
        this.connection = connection;
        this.hosts = hosts;
        this.cards = cards;
    }

    /**
     * Meets the others.
     *
     * @param placement of the tensors
     * @param greeting the first that all do together, within the same deadline
     */
    static ConnectedProcesses connect(
            Rendezvous meeting, Duration deadline, DeviceAndDtype placement, Consumer<Communicator> greeting) {
        if (placement.isCuda()) {
            NcclGroup.requireNatives(); // before anybody waits
        }
        Connection connection = Connection.open(meeting, deadline);
        try {
            ProcessGroupGloo hosts = GlooGroup.open(connection);
            ConnectedProcesses all =
                    new ConnectedProcesses(connection, hosts, placement.isCuda() ? NcclGroup.open(connection) : null);
            all.greet(placement, greeting);
            return all;
        } catch (RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private void greet(DeviceAndDtype placement, Consumer<Communicator> greeting) {
        hosts.setTimeout(connection.patience());
        try (var _ = new PointerScope()) {
            barrier(); // so that nobody leaves while others still connect
            if (placement.isCuda()) { // cards that cannot reach each other say so now
                sum(torch.ones(new long[] {1}, placement.options()));
            }
            greeting.accept(this);
        } catch (RuntimeException | Error e) {
            fail(String.valueOf(e.getMessage()));
            throw e;
        }
        connection.met();
        hosts.setTimeout(connection.patience());
    }

    @Override
    public Communicator beside(String name) {
        return connect(
                connection.meeting().beside(name),
                Duration.ofMillis(connection.deadline().count()),
                DeviceAndDtype.cpu(ScalarType.Float),
                _ -> {});
    }

    @Override
    public int rank() {
        return connection.meeting().rank();
    }

    @Override
    public int world() {
        return connection.meeting().world();
    }

    @Override
    public void sum(Tensor tensor) {
        check(tensor);
        run(
                "summing " + Words.counted(tensor.numel(), "number"),
                tensor,
                group -> group.allreduce(new TensorVector(tensor)));
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
            run("gathering " + Words.counted(length, "byte"), from, group -> group._allgather_base(to, from));
        }
    }

    @Override
    public void broadcast(Tensor tensor, int root) {
        if (root < 0 || root >= world()) {
            throw new IllegalArgumentException("there is no rank " + root + " of " + world());
        }
        check(tensor);
        run("receiving " + Words.counted(tensor.numel(), "number") + " of rank " + root, tensor, group -> {
            BroadcastOptions options = new BroadcastOptions();
            options.rootRank(root);
            options.rootTensor(0);
            options.timeout(connection.patience());
            return group.broadcast(new TensorVector(bytes(tensor)), options);
        });
    }

    /**
     * The libraries would add in an order that depends on an element's place. So the pieces are exchanged, which is as many bytes, and each
     * rank adds what it got in the order of ranks: however a buffer is cut up, the sums are the same.
     */
    @Override
    public void reduceScatter(Tensor all, Tensor piece) {
        check(all, piece);
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor pieces = all.view(world(), piece.numel()); // [ranks, piece]
            Tensor own = piece.view(-1); // [piece]
            long most = Math.max(1, EXCHANGED_BYTES / (world() * all.element_size()));
            for (long start = 0; start < own.numel(); start += most) {
                long length = Math.min(most, own.numel() - start);
                exchange(pieces.narrow(1, start, length).contiguous(), own.narrow(0, start, length));
            }
        }
    }

    /** @param given to each rank, [ranks, length] */
    private void exchange(Tensor given, Tensor sum) {
        try (var _ = new PointerScope()) {
            Tensor got = torch.empty_like(given); // [ranks, length]
            run(
                    "exchanging " + Words.counted(given.numel(), "number"),
                    given,
                    group -> group.alltoall_base(bytes(got), bytes(given), new LongVector(), new LongVector()));
            var _ = sum.copy_(got.select(0, 0));
            for (int rank = 1; rank < world(); rank++) {
                var _ = sum.add_(got.select(0, rank));
            }
        }
    }

    @Override
    public void allGather(Tensor piece, Tensor all) {
        check(all, piece);
        run(
                "gathering " + Words.counted(all.numel(), "number"),
                all,
                group -> group._allgather_base(bytes(all), bytes(piece)));
    }

    private void check(Tensor all, Tensor piece) {
        check(all);
        check(piece);
        if (all.numel() != world() * piece.numel()
                || all.scalar_type().intern() != piece.scalar_type().intern()) {
            throw new IllegalArgumentException("a piece must be of its tensor's type and a " + world()
                    + "-th of it, but it has " + piece.numel() + " of " + Words.counted(all.numel(), "element"));
        }
    }

    /** The same memory, whatever it holds. */
    private static Tensor bytes(Tensor tensor) {
        return tensor.view(-1).view(ScalarType.Byte);
    }

    private void check(Tensor tensor) {
        if (!tensor.is_contiguous() || !(tensor.is_cpu() || (tensor.is_cuda() && cards != null))) {
            throw new IllegalArgumentException(
                    "a tensor to communicate must be contiguous and on the CPU" + (cards == null ? "" : " or a card"));
        }
    }

    @Override
    public void barrier() {
        connection.run("a barrier", hosts::barrier, this::leave);
    }

    @Override
    public double secondsWaiting() {
        return connection.secondsWaiting();
    }

    /** @param where the device of this tensor */
    private void run(String operation, Tensor where, Function<Backend, Work> start) {
        if (cards == null || !where.is_cuda()) {
            connection.run(operation, () -> start.apply(hosts), this::leave);
        } else {
            connection.run(operation, hosts::barrier, this::leave);
            connection.run(operation, () -> finished(start.apply(cards)), this::leave);
        }
    }

    /** By itself a card's work is only waited for by what comes after it on that card. */
    private Work finished(Work onCard) {
        onCard._wait(connection.patience());
        return onCard;
    }

    @Override
    public void fail(String why) {
        connection.fail(why, this::leave);
    }

    @Override
    public boolean isBroken() {
        return connection.isBroken();
    }

    private void leave() {
        if (cards != null) {
            cards.abort(); // a peer may be in the middle of something with this card
            cards.close();
        }
        hosts.close();
    }

    @Override
    public void close() {
        connection.close(() -> {
            if (cards != null) {
                cards.shutdown();
                cards.close();
            }
            hosts.close();
        });
    }
}
