package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.verify.Copies;
import zero4j.bench.verify.Fuzz;
import zero4j.bench.verify.VerifierBench;
import zero4j.bench.verify.VerifierReferences;
import zero4j.cli.console.ProgressDisplay;
import zero4j.report.Table;

/** {@code zero4j bench verify}: how right and how fast the verifier is. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Measure the verifier: references against themselves, against rewrites that mean the same and near"
                        + " misses that do not, formulas copied from the questions, the time of single verdicts, and senseless inputs.")
final class BenchVerifyCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            split = ",",
            paramLabel = "PATH",
            description = "Files of questions, and folders of such files (default: references made at random).")
    private List<Path> data = List.of();

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

    @Override
    public void run() {
        if (fuzz < 0) {
            throw new UserError("--fuzz is " + fuzz + "; it must be 0 (no such inputs) or more, in thousands");
        }
        if (threads < 1) {
            throw new UserError("--threads is " + threads + "; it must be at least 1");
        }
        VerifierReferences references = data.isEmpty() ? VerifierReferences.made(seed) : VerifierReferences.of(data);
        VerifierBench bench = new VerifierBench(references, seed);
        if (listFailures) {
            print(bench.failedReferences());
        }
        print(bench.summary());
        print(bench.rewrites());
        print(bench.nearMisses());
        if (listFailures) {
            print(bench.failedChanges());
        }
        if (!data.isEmpty()) {
            copies();
        }
        VerifierBench.Times times = bench.times();
        print(times.table());
        times.slowest().ifPresent(slowest -> print(List.of(slowest, "")));
        if (fuzz > 0) {
            fuzz(references.distinct());
        }
    }

    private void copies() {
        List<Copies> copies = Copies.of(data);
        print(Copies.table(copies));
        if (listFailures) {
            copies.forEach(set -> print(set.paid()));
        }
    }

    private void fuzz(List<String> references) {
        PrintWriter err = spec.commandLine().getErr();
        long batches = (fuzz + Fuzz.BATCH - 1) / Fuzz.BATCH;
        long start = System.nanoTime();
        try (ProgressDisplay progress = ProgressDisplay.fitting("fuzz", "thousand inputs", batches, err);
                StopRequest stop = StopRequest.listen(err, () -> "stopping: what was judged so far is reported")) {
            Fuzz.Report report = new Fuzz(references, seed).run(batches, threads, _ -> progress.advance(), stop);
            print(report.table(seed, threads, (System.nanoTime() - start) / 1e9));
            print(report.lines());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(Table table) {
        print(List.of(markdown ? table.markdown() : table.text(), ""));
    }

    private void print(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(out::println);
        out.flush();
    }
}
