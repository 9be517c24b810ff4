package zero4j.dist;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.DeviceAndDtype;

/** What a rank of {@link CommunicatorContract} and {@link ConnectedProcessesTest} does. */
final class RankMain {
    static final int NUMBERS = 10_001;
    /** Numbers in one of several equal pieces. */
    static final int PIECE = 1003;

    private RankMain() {}

    public static void main(String[] arguments) {
        Rendezvous meeting = Rendezvous.from(System.getenv()).orElseThrow();
        DeviceAndDtype placement = Rendezvous.placement(Optional.of(meeting), arguments[2], "float32");
        try (Communicator ranks = Communicator.join(
                Optional.of(meeting), Duration.ofMillis(Long.parseLong(arguments[1])), placement, _ -> {})) {
            if (arguments[0].equals("all")) {
                everything(ranks, placement).forEach(System.out::println);
            } else {
                ranks.barrier();
                System.out.println("waiting");
                System.out.flush();
                if (ranks.rank() == ranks.world() - 1) {
                    new CountDownLatch(1).await();
                }
                ranks.sum(1.0, 2.0);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** One line of each operation's result, all bits. */
    static List<String> everything(Communicator ranks, DeviceAndDtype placement) {
        try (var _ = new PointerScope()) {
            Tensor floats = placement.floats(numbers(ranks.rank()));
            ranks.sum(floats);
            requireSums(floats, ranks.world());
            double[] doubles = ranks.sum(0.1 * (1 + ranks.rank()), 1e-300, Math.scalb(1.0, 60) + 256 * ranks.rank());
            long[] longs = ranks.sum((1L << 60) + ranks.rank(), -ranks.rank());
            Tensor given = placement.floats(numbers(ranks.rank()));
            ranks.broadcast(given, ranks.world() - 1);
            Tensor pieces = pieces(ranks, placement, ScalarType.Float);
            Tensor apart = placement.floats(new float[PIECE]);
            ranks.reduceScatter(pieces(ranks, placement, ScalarType.Float), apart);
            Tensor own = pieces.narrow(0, (long) ranks.rank() * PIECE, PIECE);
            ranks.reduceScatter(pieces, own);
            if (!Arrays.equals(DeviceAndDtype.toFloats(own), DeviceAndDtype.toFloats(apart))) {
                throw new AssertionError("a piece in place differs from one apart");
            }
            ranks.allGather(own, pieces);
            Tensor halves = pieces(ranks, placement, ScalarType.BFloat16);
            ranks.allGather(halves.narrow(0, (long) ranks.rank() * PIECE, PIECE), halves);
            ranks.barrier();
            List<byte[]> gathered = ranks.gather(bytes(ranks.rank()));
            double[] none = ranks.sum(new double[0]);
            return List.of(
                    "floats " + Arrays.hashCode(DeviceAndDtype.toFloats(floats)),
                    "doubles " + Arrays.toString(doubles),
                    "longs " + Arrays.toString(longs),
                    "broadcast " + Arrays.hashCode(DeviceAndDtype.toFloats(given)),
                    "none " + none.length,
                    "pieces " + Arrays.hashCode(DeviceAndDtype.toFloats(pieces)),
                    "halves " + Arrays.hashCode(DeviceAndDtype.toFloats(halves)),
                    "gathered " + gathered.stream().map(Arrays::hashCode).toList());
        }
    }

    /** As many pieces as there are ranks, of numbers of this one. */
    private static Tensor pieces(Communicator ranks, DeviceAndDtype placement, ScalarType type) {
        return placement
                .floats(Arrays.copyOf(numbers(ranks.rank()), ranks.world() * PIECE))
                .to(type);
    }

    /** As exact as float32 is, in any order of additions. */
    private static void requireSums(Tensor sums, int world) {
        float[] found = DeviceAndDtype.toFloats(sums);
        double[] exact = new double[NUMBERS];
        double[] size = new double[NUMBERS];
        for (int rank = 0; rank < world; rank++) {
            float[] numbers = numbers(rank);
            for (int i = 0; i < NUMBERS; i++) {
                exact[i] += numbers[i];
                size[i] += Math.abs(numbers[i]);
            }
        }
        for (int i = 0; i < NUMBERS; i++) {
            if (Math.abs(found[i] - exact[i]) > 1e-6 * size[i]) {
                throw new AssertionError("element " + i + " is " + found[i] + " and not " + exact[i]);
            }
        }
    }

    /** What a rank gives to all: some give nothing. */
    static byte[] bytes(int rank) {
        byte[] bytes = new byte[new int[] {3, 0, 70_000}[rank % 3]];
        Arrays.fill(bytes, (byte) (rank + 1));
        return bytes;
    }

    /** Numbers of very different size, so that another order of additions gives other bits. */
    static float[] numbers(int rank) {
        Random random = new Random(100 + rank);
        float[] values = new float[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            values[i] = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
        }
        return values;
    }
}
