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

/** What a rank of {@link ConnectedProcessesTest} does. */
final class RankMain {
    static final int NUMBERS = 10_001;
    /** Numbers in one of several equal pieces. */
    static final int PIECE = 1003;

    private RankMain() {}

    public static void main(String[] arguments) {
        Rendezvous meeting = Rendezvous.from(System.getenv()).orElseThrow();
        try (Communicator ranks =
                Communicator.join(Optional.of(meeting), Duration.ofMillis(Long.parseLong(arguments[1])))) {
            if (arguments[0].equals("all")) {
                everything(ranks).forEach(System.out::println);
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
    static List<String> everything(Communicator ranks) {
        try (var _ = new PointerScope()) {
            Tensor floats = DeviceAndDtype.cpu(ScalarType.Float).floats(numbers(ranks.rank()));
            ranks.sum(floats);
            double[] doubles = ranks.sum(0.1 * (1 + ranks.rank()), 1e-300, Math.scalb(1.0, 60) + 256 * ranks.rank());
            long[] longs = ranks.sum((1L << 60) + ranks.rank(), -ranks.rank());
            Tensor given = DeviceAndDtype.cpu(ScalarType.Float).floats(numbers(ranks.rank()));
            ranks.broadcast(given, ranks.world() - 1);
            Tensor pieces = pieces(ranks, ScalarType.Float);
            Tensor apart = DeviceAndDtype.cpu(ScalarType.Float).floats(new float[PIECE]);
            ranks.reduceScatter(pieces(ranks, ScalarType.Float), apart);
            Tensor own = pieces.narrow(0, (long) ranks.rank() * PIECE, PIECE);
            ranks.reduceScatter(pieces, own);
            if (!Arrays.equals(DeviceAndDtype.toFloats(own), DeviceAndDtype.toFloats(apart))) {
                throw new AssertionError("a piece in place differs from one apart");
            }
            ranks.allGather(own, pieces);
            Tensor halves = pieces(ranks, ScalarType.BFloat16);
            ranks.allGather(halves.narrow(0, (long) ranks.rank() * PIECE, PIECE), halves);
            ranks.barrier();
            double[] none = ranks.sum(new double[0]);
            return List.of(
                    "floats " + Arrays.hashCode(DeviceAndDtype.toFloats(floats)),
                    "doubles " + Arrays.toString(doubles),
                    "longs " + Arrays.toString(longs),
                    "broadcast " + Arrays.hashCode(DeviceAndDtype.toFloats(given)),
                    "none " + none.length,
                    "pieces " + Arrays.hashCode(DeviceAndDtype.toFloats(pieces)),
                    "halves " + Arrays.hashCode(DeviceAndDtype.toFloats(halves)));
        }
    }

    /** As many pieces as there are ranks, of numbers of this one. */
    private static Tensor pieces(Communicator ranks, ScalarType type) {
        return DeviceAndDtype.cpu(ScalarType.Float)
                .floats(Arrays.copyOf(numbers(ranks.rank()), ranks.world() * PIECE))
                .to(type);
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
