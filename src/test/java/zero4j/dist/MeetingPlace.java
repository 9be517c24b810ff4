package zero4j.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import zero4j.torch.Lifetime;

/**
 * Where the ranks of a test meet, on a port that the system chose and that nobody else can get while this is open: rank 0, in
 * this process, uses the store that holds it.
 */
public final class MeetingPlace implements AutoCloseable {
    private static final String ADDRESS = "127.0.0.1";

    /** LibTorch remembers a port that was a meeting place in this process, and cannot meet there again. */
    private static final Set<Integer> USED = ConcurrentHashMap.newKeySet();

    private final int port;
    private final AutoCloseable holder;

    private MeetingPlace(int port, AutoCloseable holder) {
        this.port = port;
        this.holder = holder;
    }

    /** A place whose store is open. */
    public static MeetingPlace open() {
        MeetingPlace place = anywhere();
        while (!USED.add(place.port)) {
            place.close();
            place = anywhere();
        }
        return place;
    }

    private static MeetingPlace anywhere() {
        try (var _ = new PointerScope()) {
            TCPStoreOptions options = new TCPStoreOptions();
            options.port((short) 0);
            options.isServer(true);
            options.multiTenant(true);
            options.waitWorkers(false);
            TCPStore store = Lifetime.beyondScope(new TCPStore(ADDRESS, options));
            return new MeetingPlace(Short.toUnsignedInt(store.getPort()), store);
        }
    }

    /** A place to which nobody comes: the port is taken, and nothing listens there. */
    static MeetingPlace deserted() {
        try {
            SocketChannel socket =
                    SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new MeetingPlace(socket.socket().getLocalPort(), socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What each of several ranks returns that are threads of this process. */
    public static <T> List<T> together(int world, Function<Communicator, T> work) {
        try (MeetingPlace place = open();
                ExecutorService threads = Executors.newFixedThreadPool(world)) {
            List<Future<T>> running = IntStream.range(0, world)
                    .mapToObj(rank -> threads.submit(() -> {
                        try (Communicator ranks =
                                Communicator.join(Optional.of(place.of(rank, world)), Duration.ofSeconds(60))) {
                            return work.apply(ranks);
                        }
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> rank : running) {
                results.add(rank.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does something for each number, all at once; fails if one does. */
    public static void forEach(List<Integer> numbers, IntConsumer work) {
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<?>> running = new ArrayList<>();
            numbers.forEach(number -> running.add(threads.submit(() -> work.accept(number))));
            for (Future<?> thread : running) {
                thread.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return port;
    }

    /** What one of the ranks must know. */
    public Rendezvous of(int rank, int world) {
        return new Rendezvous(ADDRESS, port, rank, world);
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
