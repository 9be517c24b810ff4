package zero4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zero4j.report.Table;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.session.Compute;
import zero4j.session.EvalSession;
import zero4j.session.EvalSetup;

/**
 * How much of the sampling engine's speed an evaluation has: the same model answers the same questions with the same samples, once
 * by the engine alone, in one call, and once as {@code eval} does, marked and saved.
 */
public final class EvalSpeed {
    private static final double NANOS = 1e-9;

    private final String model;
    private final Compute compute;
    private final int questions;
    private final int samples;

    private EvalSpeed(String model, Compute compute, int questions, int samples) {
        this.model = model;
        this.compute = compute;
        this.questions = questions;
        this.samples = samples;
    }

    /**
     * A bench of an evaluation of the bundled suite.
     *
     * @param questions of each benchmark
     * @param samples of each question, beside the greedy completion
     */
    public static EvalSpeed of(String model, Compute compute, int questions, int samples) {
        return new EvalSpeed(model, compute, questions, samples);
    }

    /** A pair of runs, in seconds. */
    private record Pair(double engine, double evaluation) {
        double ratio() {
            return engine / evaluation;
        }
    }

    /**
     * Times pairs, the engine alone first and then the evaluation, and the other way round.
     *
     * @param pairs at least 1; one more runs before, for the compiler
     * @param lines hears each line of the table when it has been measured
     * @return a line for each pair, and the median of their ratios
     */
    public Table measure(int pairs, Consumer<String> lines) {
        Table table =
                Table.of("pair", "completions", "engine/s", "eval/s", "ratio").toldTo(lines, 6, 11, 8, 8, 7);
        List<Pair> measured = new ArrayList<>();
        long completions = 0;
        for (int i = 0; i <= pairs; i++) {
            Path folder = folder();
            EvalSession session = EvalSession.of(model)
                    .suite(List.of("nano"))
                    .questions(questions)
                    .samples(samples)
                    .compute(compute)
                    .output(folder.resolve("eval"));
            try (EvalSetup setup = session.prepare()) {
                List<Prompt> prompts = setup.benchmarks().stream()
                        .flatMap(benchmark -> benchmark.questions(questions).stream())
                        .map(setup.prompting())
                        .toList();
                completions = (long) prompts.size() * (1 + samples);
                Pair pair =
                        i % 2 == 0 ? engineFirst(session, setup, prompts) : evaluationFirst(session, setup, prompts);
                if (i > 0) {
                    measured.add(pair);
                    table.row(row(Integer.toString(i), completions, pair));
                }
            } finally {
                remove(folder);
            }
        }
        measured.sort(Comparator.comparingDouble(Pair::ratio));
        return table.row(row("median", completions, measured.get(measured.size() / 2)));
    }

    private Pair engineFirst(EvalSession session, EvalSetup setup, List<Prompt> prompts) {
        double engine = seconds(() -> alone(setup, prompts));
        return new Pair(engine, seconds(() -> session.run(setup)));
    }

    private Pair evaluationFirst(EvalSession session, EvalSetup setup, List<Prompt> prompts) {
        double evaluation = seconds(() -> session.run(setup));
        return new Pair(seconds(() -> alone(setup, prompts)), evaluation);
    }

    private void alone(EvalSetup setup, List<Prompt> prompts) {
        RolloutBackend backend = setup.model().backend();
        int budget = setup.settings().maxNewTokens();
        backend.generate(prompts, SamplingParams.greedy(budget), RolloutBackend.Progress.NONE);
        if (samples > 0) {
            backend.generate(
                    prompts,
                    new SamplingParams(samples, budget, setup.settings().temperature(), 0, 1, setup.seed()),
                    RolloutBackend.Progress.NONE);
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) * NANOS;
    }

    private static List<String> row(String name, long completions, Pair pair) {
        return List.of(
                name,
                Long.toString(completions),
                String.format(Locale.ROOT, "%.0f", completions / pair.engine()),
                String.format(Locale.ROOT, "%.0f", completions / pair.evaluation()),
                String.format(Locale.ROOT, "%.1f %%", 100 * pair.ratio()));
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("zero4j-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
