package zero4j.bench.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.Words;
import zero4j.report.Table;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;

/**
 * Many verdicts on senseless inputs. Inputs come in batches of {@value #BATCH}, each batch from a seed of its own, so that
 * the same seed gives the same inputs on any number of threads.
 */
public final class Fuzz {
    /** Inputs per batch. */
    public static final int BATCH = 1000;

    /** Slower verdicts are timed again, since the machine may have been busy with something else. */
    private static final long SUSPICIOUS_NANOS = 5_000_000;

    private static final int FAILURES_KEPT = 30;
    private static final int ALIKE_KEPT = 5;
    private static final int LONGEST_SHOWN = 160;

    /** How long a verdict may take before its thread is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(500);

    private final MathVerifier verifier = new MathVerifier();
    private final FuzzInputs inputs;
    private final long seed;
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final List<String> failures = new ArrayList<>();
    private long failed;
    private @Nullable Slow slowest;

    /**
     * A verdict and its time.
     *
     * @param nanos the least of several runs
     */
    public record Slow(Pair pair, long nanos) {}

    /**
     * What came of it.
     *
     * @param failed inputs that gave an exception, no verdict in time, or another verdict the second time
     * @param failures some of them, with their input
     * @param slowest empty only if nothing was judged
     */
    public record Report(Map<Outcome, Long> outcomes, long failed, List<String> failures, List<Slow> slowest) {
        public Report {
            outcomes = Map.copyOf(outcomes);
            failures = List.copyOf(failures);
            slowest = List.copyOf(slowest);
        }

        /** The counts as a table. */
        public Table table(long seed, int threads, double seconds) {
            long count = outcomes.values().stream().mapToLong(Long::longValue).sum() + failed;
            Table table = Table.of("senseless inputs, seed " + seed, "number")
                    .row(
                            "all, in " + Math.round(seconds) + " s on " + Words.counted(threads, "thread"),
                            Figures.number(count));
            for (Outcome outcome : Outcome.values()) {
                table.row(outcome.inWords(), Figures.number(outcomes.getOrDefault(outcome, 0L)));
            }
            table.row("exceptions, hangs, changing verdicts", Figures.number(failed));
            for (Slow slow : slowest) {
                table.row("slowest verdict, µs", Figures.micros(slow.nanos() / 1e3));
            }
            return table;
        }

        /** Some of the failures and the slowest pair, a line each. */
        public List<String> lines() {
            Stream<String> slow = slowest.stream()
                    .map(Slow::pair)
                    .map(pair -> "slowest (" + pair.change() + "): " + Figures.against(pair));
            return Stream.concat(failures.stream(), slow).toList();
        }
    }

    /** @param references the texts to damage, at least one */
    public Fuzz(List<String> references, long seed) {
        this.inputs = new FuzzInputs(references);
        this.seed = seed;
    }

    /**
     * Judges {@code batches} batches of inputs.
     *
     * @param done told the number of batches behind, from any of the threads
     * @param stop asked between batches
     */
    public Report run(long batches, int threads, LongConsumer done, BooleanSupplier stop) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        LongSupplier batch = () -> {
            long number = next.getAndIncrement();
            return number < batches && !stop.getAsBoolean() ? number : -1;
        };
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(new Worker(batch, done));
        }
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            while (!worker.thread.join(LOOK)) {
                for (Worker hung : List.copyOf(workers)) {
                    if (hung.gaveUp()) {
                        fail(hung.now, "no verdict within " + PATIENCE.toSeconds() + " s");
                        workers.add(new Worker(batch, done));
                    }
                }
                if (worker.lost) {
                    break;
                }
            }
            if (worker.error != null) {
                throw new IllegalStateException("inputs could not be made", worker.error);
            }
        }
        synchronized (this) {
            return new Report(outcomes, failed, failures, slowest == null ? List.of() : List.of(slowest));
        }
    }

    private void batch(long number, Worker worker) {
        RandomGenerator random = new SplittableRandom(seed * 1_000_003 + number);
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        Slow slow = null;
        for (int i = 0; i < BATCH; i++) {
            Pair pair = inputs.next(random);
            long start = worker.begins(pair);
            Verdict verdict = verifier.verify(pair.answer(), pair.reference());
            long nanos = System.nanoTime() - start;
            if (verdict.isDefect()) {
                fail(pair, verdict.rule());
                continue;
            }
            counts.merge(verdict.outcome(), 1L, Long::sum);
            if (i % 50 == 0 && !verifier.verify(pair.answer(), pair.reference()).equals(verdict)) {
                fail(pair, "another verdict the second time");
            }
            if (slow == null || nanos > slow.nanos()) {
                slow = new Slow(pair, nanos > SUSPICIOUS_NANOS ? again(pair, nanos) : nanos);
            }
        }
        if (!worker.lost) {
            add(counts, slow);
        }
    }

    /** A thread that judges batches; one that gets no verdict is left behind, since nothing can end it. */
    private final class Worker {
        private final Thread thread;
        private volatile Pair now = new Pair("", "", "");
        private volatile long since = System.nanoTime();
        private volatile boolean lost;
        private volatile @Nullable RuntimeException error;

        Worker(LongSupplier next, LongConsumer done) {
            thread = Thread.ofPlatform().daemon().unstarted(() -> work(next, done));
            thread.start();
        }

        private void work(LongSupplier next, LongConsumer done) {
            try {
                for (long number = next.getAsLong(); number >= 0 && !lost; number = next.getAsLong()) {
                    batch(number, this);
                    done.accept(number + 1);
                }
            } catch (RuntimeException e) {
                error = e;
            }
        }

        long begins(Pair pair) {
            now = pair;
            since = System.nanoTime();
            return since;
        }

        /** Whether this is the first time that its verdict is found to be missing. */
        boolean gaveUp() {
            boolean hangs = !lost && thread.isAlive() && System.nanoTime() - since > PATIENCE.toNanos();
            lost |= hangs;
            return hangs;
        }
    }

    private long again(Pair pair, long first) {
        long least = first;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            verifier.verify(pair.answer(), pair.reference());
            least = Math.min(least, System.nanoTime() - start);
        }
        return least;
    }

    private synchronized void add(Map<Outcome, Long> counts, @Nullable Slow slow) {
        counts.forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
        if (slow != null && (slowest == null || slow.nanos() > slowest.nanos())) {
            slowest = slow;
        }
    }

    private synchronized void fail(Pair pair, String what) {
        failed++;
        long alike = failures.stream().filter(text -> text.startsWith(what)).count();
        if (failures.size() < FAILURES_KEPT && alike < ALIKE_KEPT) {
            failures.add(what + ": <" + cut(pair.answer()) + "> against <" + cut(pair.reference()) + ">");
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_SHOWN
                ? text
                : text.substring(0, LONGEST_SHOWN) + "… (" + Words.counted(text.length(), "character") + ")";
    }
}
