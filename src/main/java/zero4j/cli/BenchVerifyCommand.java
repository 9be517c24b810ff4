package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.verify.Fuzz;
import zero4j.bench.verify.Latencies;
import zero4j.bench.verify.NearMisses;
import zero4j.bench.verify.Pair;
import zero4j.bench.verify.Rewrites;
import zero4j.bench.verify.Tally;
import zero4j.bench.verify.VerifierReferences;
import zero4j.cli.console.ProgressDisplay;
import zero4j.report.TextTable;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;

/** {@code zero4j bench verify}: how right and how fast the verifier is. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Measure the verifier: references against themselves, against rewrites that mean the same and near"
                        + " misses that do not, the time of single verdicts, and senseless inputs.")
final class BenchVerifyCommand implements Runnable {
    private static final int WARM_UPS = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "A file of questions, or the folder of the benchmark and training files (default:"
                    + " ../shared/data if it is there, otherwise made-up references).")
    private @Nullable Path data;

    @Option(names = "--fuzz", paramLabel = "N", description = "Judge N generated and damaged inputs too, in thousands.")
    private long fuzz;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads for --fuzz (default: all cores). Latencies are always measured on one thread.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of all random choices (default: 1).")
    private long seed;

    @Option(names = "--list-failures", description = "Print every pair with a wrong verdict.")
    private boolean listFailures;

    @Option(names = "--markdown", description = "Print the tables in Markdown.")
    private boolean markdown;

    private final MathVerifier verifier = new MathVerifier();

    @Override
    public void run() {
        if (fuzz < 0) {
            throw new UserError("--fuzz is " + fuzz + "; it must be 0 (no such inputs) or more, in thousands");
        }
        if (threads < 1) {
            throw new UserError("--threads is " + threads + "; it must be at least 1");
        }
        VerifierReferences references = VerifierReferences.open(data, seed);
        List<Tally> rewrites = Tally.of(Rewrites.all(), true, references.distinct(), verifier, seed);
        List<Tally> misses = Tally.of(NearMisses.all(), false, references.distinct(), verifier, seed);
        print(summary(references, Tally.total(rewrites), Tally.total(misses)));
        print(table("rewrite", "agreed", rewrites));
        print(table("near miss", "accepted", misses));
        if (listFailures) {
            Stream.concat(rewrites.stream(), misses.stream())
                    .flatMap(tally -> tally.wrong().stream())
                    .forEach(this::printFailure);
        }
        printLatencies(references.distinct());
        if (fuzz > 0) {
            runFuzz(references.distinct());
        }
    }

    private List<List<String>> summary(VerifierReferences references, Tally rewrites, Tally misses) {
        List<String> unread =
                references.distinct().stream().filter(this::unread).toList();
        List<String> unequal = references.distinct().stream()
                .filter(reference -> !verifier.verify(reference, reference).correct())
                .toList();
        if (listFailures) {
            unread.forEach(text -> printFailure(new Pair("not read", text, text)));
            unequal.forEach(text -> printFailure(new Pair("not equal to itself", text, text)));
        }
        int distinct = references.distinct().size();
        return List.of(
                List.of("references from " + references.origin(), "number", "share"),
                List.of("references", number(references.count()), ""),
                List.of("different ones", number(distinct), ""),
                List.of("read", number(distinct - unread.size()), percent(distinct - unread.size(), distinct)),
                List.of(
                        "equal to themselves",
                        number(distinct - unequal.size()),
                        percent(distinct - unequal.size(), distinct)),
                List.of("rewrites (" + Rewrites.all().size() + " kinds)", number(rewrites.applied()), ""),
                List.of(
                        "rewrites accepted",
                        number(rewrites.accepted()),
                        percent(rewrites.accepted(), rewrites.applied())),
                List.of("near misses (" + NearMisses.all().size() + " kinds)", number(misses.applied()), ""),
                List.of(
                        "near misses accepted",
                        number(misses.accepted()),
                        percent(misses.accepted(), misses.applied())));
    }

    /** Whether it cannot be read as an answer, compared with what it surely does not equal. */
    private boolean unread(String reference) {
        Outcome outcome = verifier.verify(reference, "31415926.53").outcome();
        return outcome == Outcome.UNPARSEABLE || outcome == Outcome.OVER_BUDGET;
    }

    private static List<List<String>> table(String what, String counted, List<Tally> tallies) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(what, "applied", counted, "share"));
        for (Tally tally : tallies) {
            rows.add(List.of(
                    tally.change(),
                    number(tally.applied()),
                    number(tally.accepted()),
                    percent(tally.accepted(), tally.applied())));
        }
        return rows;
    }

    private void printLatencies(List<String> references) {
        List<Pair> same = Rewrites.all().stream()
                .flatMap(change -> Pair.of(change, references, seed).stream())
                .toList();
        List<Pair> other = NearMisses.all().stream()
                .flatMap(change -> Pair.of(change, references, seed).stream())
                .toList();
        List<Pair> all = Stream.concat(same.stream(), other.stream()).toList();
        for (int i = 0; i < WARM_UPS; i++) {
            Latencies.of(verifier, all);
        }
        Latencies both = Latencies.of(verifier, all);
        print(List.of(
                List.of("one thread, warm", "verdicts", "median µs", "p99 µs", "p99.9 µs", "max µs", "per second"),
                latencyRow("rewrites", Latencies.of(verifier, same)),
                latencyRow("near misses", Latencies.of(verifier, other)),
                latencyRow("both", both)));
        both.slowest().ifPresent(pair -> {
            String again = micros(Latencies.of(verifier, List.of(pair)).micros(1));
            spec.commandLine()
                    .getOut()
                    .println("slowest of both (" + again + " µs when asked again): " + shown(pair.answer())
                            + "  against  " + shown(pair.reference()));
            spec.commandLine().getOut().println();
        });
    }

    private static List<String> latencyRow(String name, Latencies latencies) {
        return List.of(
                name,
                number(latencies.count()),
                micros(latencies.micros(0.5)),
                micros(latencies.micros(0.99)),
                micros(latencies.micros(0.999)),
                micros(latencies.micros(1)),
                number(Math.round(latencies.perSecond())));
    }

    private void runFuzz(List<String> references) {
        PrintWriter err = spec.commandLine().getErr();
        long batches = (fuzz + Fuzz.BATCH - 1) / Fuzz.BATCH;
        long start = System.nanoTime();
        try (ProgressDisplay progress = ProgressDisplay.fitting("fuzz", "thousand inputs", batches, err);
                StopRequest stop = StopRequest.listen(err, "stopping: what was judged so far is reported")) {
            Fuzz.Report report = new Fuzz(references, seed).run(batches, threads, b -> progress.advance(), stop);
            print(report, (System.nanoTime() - start) / 1e9);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(Fuzz.Report report, double seconds) {
        long count =
                report.outcomes().values().stream().mapToLong(Long::longValue).sum() + report.failed();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("senseless inputs, seed " + seed, "number"));
        rows.add(List.of("all, in " + Math.round(seconds) + " s on " + threads + " threads", number(count)));
        for (Outcome outcome : Outcome.values()) {
            rows.add(List.of(outcome.inWords(), number(report.outcomes().getOrDefault(outcome, 0L))));
        }
        rows.add(List.of("exceptions, hangs, changing verdicts", number(report.failed())));
        for (Fuzz.Slow slow : report.slowest()) {
            rows.add(List.of("slowest verdict, µs", micros(slow.nanos() / 1e3)));
        }
        print(rows);
        report.failures().forEach(spec.commandLine().getOut()::println);
        for (Fuzz.Slow slow : report.slowest()) {
            spec.commandLine()
                    .getOut()
                    .println("slowest (" + slow.pair().change() + "): "
                            + shown(slow.pair().answer()) + "  against  "
                            + shown(slow.pair().reference()));
        }
    }

    private void printFailure(Pair pair) {
        Verdict verdict = verifier.verify(pair.answer(), pair.reference());
        spec.commandLine()
                .getOut()
                .println(pair.change() + " | " + shown(pair.answer()) + " | " + shown(pair.reference()) + " | "
                        + verdict.outcome() + ": " + verdict.rule());
    }

    private static String shown(String text) {
        String cut = text.length() > 300 ? text.substring(0, 300) + "… (" + text.length() + " characters)" : text;
        return cut.replace("\n", "\\n");
    }

    private void print(List<List<String>> rows) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(markdown ? TextTable.markdown(rows) : TextTable.of(rows));
        out.println();
        out.flush();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String micros(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String percent(long part, long whole) {
        return whole == 0 ? "" : String.format(Locale.ROOT, "%.3f %%", 100.0 * part / whole);
    }
}
