package zero4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.UserError;
import zero4j.algorithm.TrainBatch;
import zero4j.dist.Communicator;
import zero4j.dist.Rendezvous;
import zero4j.dist.Sharding;
import zero4j.learn.LearnReport;
import zero4j.run.Metric;
import zero4j.run.StepRecord;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NativeMemory;
import zero4j.torch.Threads;

/** What one of the processes of {@link RankBench} does; the first one prints what was found. */
final class RankWork {
    /** Begins a line of results, separated by tabs. */
    static final String RESULT = "RESULT\t";

    private static final Duration DEADLINE = Duration.ofMinutes(30);
    private static final int LENGTH = 64;
    private static final int RECORDS = 1 << 20;
    /** The loopback interface's own count of bytes received. */
    private static final Path INTERFACES = Path.of("/proc/net/dev");

    private final Communicator ranks;

    private RankWork(Communicator ranks) {
        this.ranks = ranks;
    }

    /** Arguments: collectives, shape, repeats; or update, shape, repeats, sharding, sequences; or step, shape, warm-up, steps, model, folder. */
    public static void main(String[] args) {
        Optional<Rendezvous> meeting = Rendezvous.from(System.getenv());
        try (var _ = Threads.oneComputes(Threads.resolve(0))) {
            if (args[0].equals("step")) {
                step(meeting, args);
                return;
            }
            try (Communicator ranks = Communicator.join(meeting, DEADLINE)) {
                RankWork work = new RankWork(ranks);
                int repeats = Integer.parseInt(args[2]);
                switch (args[0]) {
                    case "collectives" -> work.collectives(args[1], repeats);
                    case "update" ->
                        work.update(args[1], repeats, Sharding.valueOf(args[3]), Integer.parseInt(args[4]));
                    default -> throw new IllegalArgumentException("there is no work " + args[0]);
                }
            }
        } catch (UserError e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void collectives(String shape, int repeats) {
        long world = ranks.world();
        long length = Math.ceilDiv(LearnBench.parameters(shape), world) * world;
        try (var _ = new PointerScope()) {
            Tensor all = torch.ones(
                    new long[] {length}, DeviceAndDtype.cpu(ScalarType.Float).options()); // [parameters]
            Tensor piece = all.narrow(0, ranks.rank() * (length / world), length / world); // [parameters / ranks]
            byte[] records = new byte[RECORDS];
            Map<String, Runnable> operations = new LinkedHashMap<>();
            operations.put("sum", () -> ranks.sum(all));
            operations.put("broadcast", () -> ranks.broadcast(all, 0));
            operations.put("reduce-scatter", () -> ranks.reduceScatter(all, piece));
            operations.put("all-gather", () -> ranks.allGather(piece, all));
            operations.put("gather records", () -> ranks.gather(records));
            operations.put("sum one number", () -> ranks.sum(1.0));
            operations.forEach((name, operation) -> {
                long bytes = name.startsWith("sum one") ? 8 : name.startsWith("gather") ? RECORDS : 4 * length;
                operation.run(); // to warm up
                ranks.barrier();
                long before = received();
                double seconds = fastest(repeats, operation);
                ranks.barrier();
                long moved = before < 0 ? -1 : (received() - before) / repeats;
                tell(name, bytes, moved, seconds);
            });
        }
    }

    private double fastest(int repeats, Runnable operation) {
        double fastest = Double.MAX_VALUE;
        for (int i = 0; i < repeats; i++) {
            ranks.barrier();
            long start = System.nanoTime();
            operation.run();
            fastest = Math.min(fastest, (System.nanoTime() - start) / 1e9);
        }
        return fastest;
    }

    /** Bytes that all processes of this machine have received through its loopback interface; -1 where the system does not tell. */
    private static long received() {
        try (Stream<String> lines = Files.lines(INTERFACES)) {
            return lines.map(String::strip)
                    .filter(line -> line.startsWith("lo:"))
                    .mapToLong(line -> Long.parseLong(line.substring(3).strip().split("\\s+")[0]))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException notLinux) {
            return -1;
        }
    }

    private void update(String shape, int repeats, Sharding sharding, int sequences) {
        TrainBatch batch = LearnBench.equal(sequences, LENGTH, LearnBench.vocabulary(shape));
        boolean forgotten = NativeMemory.forgetPeak();
        long before = NativeMemory.resident().orElse(0);
        try (LearnBench bench = LearnBench.of(shape, ranks, sharding)) {
            bench.learn(batch); // to warm up
            long peak = forgotten ? NativeMemory.peak().orElse(before) - before : 0;
            double fastest = Double.MAX_VALUE;
            double exchanging = 0;
            double waited = 0;
            for (int i = 0; i < repeats; i++) {
                ranks.barrier();
                long start = System.nanoTime();
                LearnReport report = bench.learn(batch);
                double seconds = (System.nanoTime() - start) / 1e9;
                if (seconds < fastest) {
                    fastest = seconds;
                    exchanging = report.metrics().getOrDefault(Metric.SECONDS_EXCHANGE, 0.0);
                    waited = report.metrics().getOrDefault(Metric.SECONDS_EXCHANGE_WAITED, 0.0);
                }
            }
            tell(largest(peak), fastest, exchanging, waited);
        }
    }

    private long largest(long own) {
        byte[] bytes = ByteBuffer.allocate(8).putLong(own).array();
        return ranks.gather(bytes).stream()
                .map(of -> ByteBuffer.wrap(of).getLong())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static void step(Optional<Rendezvous> meeting, String[] args) {
        StepBench bench = new StepBench(args[1], List.of(), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        List<StepRecord> steps = bench.run(meeting, Path.of(args[4]), Path.of(args[5]));
        if (!steps.isEmpty()) {
            List<Double> seconds =
                    new ArrayList<>(steps.stream().map(StepBench::seconds).toList());
            seconds.sort(Comparator.naturalOrder());
            System.out.println(RESULT + seconds.get(seconds.size() / 2));
        }
    }

    private void tell(Object... cells) {
        if (ranks.rank() == 0) {
            System.out.println(Stream.of(cells).map(String::valueOf).collect(Collectors.joining("\t", RESULT, "")));
        }
    }
}
