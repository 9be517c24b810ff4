package zero4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.report.Table;
import zero4j.run.CompletionQuery;
import zero4j.run.CompletionRecord;
import zero4j.run.CurveQuery;
import zero4j.run.EvalRecord;
import zero4j.run.KeptGroup;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.RunStore;
import zero4j.run.RunSummary;
import zero4j.run.StepRecord;
import zero4j.run.TokenValues;

/**
 * A made-up run of any size, and how fast it is written and read.
 *
 * @param steps of the run
 * @param completions of each step
 * @param chars of each completion
 */
public record StoreBench(int steps, int completions, int chars) {
    private static final int GROUP = 8;
    private static final int QUESTIONS = 1000;
    private static final int METRICS = 40;
    private static final int TOGETHER = 200;
    private static final int ROUNDS = 5;
    private static final String WORDS =
            "so we add 17 and 25, which is 42; then check: 42 - 17 = 25. wait, let me see again. ";

    /** What the made-up run has the completions of in evaluations. */
    public static final String BENCHMARK = "made-up";

    /** A measurement: what, and how long it took. */
    private record Timed(String what, double milliseconds) {}

    /** Writes the run into a folder that must not be there: the same bits each time. */
    public RunFolder write(Path folder) {
        RunFolder run = new RunFolder(folder);
        try {
            Files.createDirectories(run.checkpoints());
            Files.writeString(
                    run.recipe(), "name: made-up\nalgorithm: dr-grpo\nmodel: nano\ntrain:\n  steps: " + steps + "\n");
        } catch (IOException e) {
            throw new UserError("cannot write " + folder + ": " + e.getMessage(), e);
        }
        SplittableRandom random = new SplittableRandom(1);
        try (RunStore store = RunStore.open(run.database())) {
            store.started(Instant.EPOCH, 0);
            for (int first = 1; first <= steps; first += TOGETHER) {
                int from = first;
                store.together(() -> {
                    for (int step = from; step < Math.min(steps + 1, from + TOGETHER); step++) {
                        store.writeStep(metrics(step), groups(step, random));
                    }
                });
            }
            for (long step : new long[] {0, steps}) {
                store.write(List.of(score(step)), evaluated(step, random));
            }
            store.ended(Instant.EPOCH, "finished");
        }
        return run;
    }

    private StepRecord metrics(int step) {
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        Arrays.stream(Metric.values())
                .limit(METRICS)
                .forEach(metric -> metrics.put(
                        metric, Math.sin(step / 1000.0 + metric.key().length())));
        metrics.put(Metric.SECONDS_ROLLOUT, 0.5);
        metrics.put(Metric.ROLLOUT_TOKENS_PER_SECOND, 5000.0);
        return StepRecord.of(step, metrics);
    }

    private List<KeptGroup> groups(int step, SplittableRandom random) {
        List<KeptGroup> groups = new ArrayList<>();
        for (int at = 0; at < completions; at += GROUP) {
            String id = "q" + random.nextInt(QUESTIONS);
            List<KeptGroup.Kept> kept = new ArrayList<>();
            for (int sample = 0; sample < Math.min(GROUP, completions - at); sample++) {
                CompletionRecord record = completion(step, Optional.empty(), id, sample, random);
                kept.add(new KeptGroup.Kept(
                        record,
                        step - 1,
                        OptionalDouble.of(-random.nextDouble()),
                        OptionalDouble.of(random.nextDouble()),
                        OptionalDouble.of(record.reward() - 0.3),
                        Optional.of(values(record.tokens(), random))));
            }
            groups.add(new KeptGroup(new KeptGroup.Asked("What is " + id + "?", Map.of("level", "1")), kept));
        }
        return groups;
    }

    private static TokenValues values(int tokens, SplittableRandom random) {
        float[] logprobs = new float[tokens];
        float[] entropies = new float[tokens];
        int[] lengths = new int[tokens];
        for (int i = 0; i < tokens; i++) {
            double unsure = random.nextInt(5) == 0 ? random.nextDouble() : 0.001;
            logprobs[i] = (float) -unsure;
            entropies[i] = (float) unsure;
            lengths[i] = 4;
        }
        return new TokenValues(lengths, logprobs, Optional.of(entropies), Optional.empty());
    }

    private CompletionRecord completion(
            long step, Optional<String> benchmark, String question, int sample, SplittableRandom random) {
        boolean right = random.nextInt(3) == 0;
        boolean cut = !right && random.nextInt(20) == 0;
        int at = random.nextInt(WORDS.length());
        String text = WORDS.substring(at) + WORDS.repeat(chars / WORDS.length() + 1);
        return new CompletionRecord(
                step,
                benchmark,
                question,
                sample,
                1,
                "What is " + question + "?\n",
                text.substring(0, chars),
                Math.max(1, chars / 4 - random.nextInt(chars / 8 + 1)),
                right ? 1 : 0,
                !cut,
                right ? "correct" : cut ? "no_answer" : "incorrect",
                right ? "number" : "not found equal",
                cut ? Optional.empty() : Optional.of("42"),
                List.of("42"),
                cut ? "length" : "eos");
    }

    private List<CompletionRecord> evaluated(long step, SplittableRandom random) {
        List<CompletionRecord> records = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            records.add(completion(step, Optional.of(BENCHMARK), "q" + i, 0, random));
        }
        return records;
    }

    private static EvalRecord score(long step) {
        return new EvalRecord(step, BENCHMARK, QUESTIONS, 333, 0.333, 0.3, 0.36, 0, 0, 0, 0, 0, 500, 0.05);
    }

    /** Writes the run, reads it as a page does, and writes one batch more, several times each: medians. Nothing is kept. */
    public Table measure() {
        Path scratch = StepBench.scratchFolder();
        try {
            return measure(scratch.resolve("made-up"));
        } finally {
            AtomicFile.deleteFolder(scratch);
        }
    }

    /** The same, and the run stays in a folder that must not be there. */
    public Table measure(Path folder) {
        List<Timed> timed = new ArrayList<>();
        AtomicReference<RunFolder> made = new AtomicReference<>();
        timed.add(once("write the run", () -> made.set(write(folder))));
        RunFolder run = made.get();
        timed.add(median("open it: summary, 12 curves of 500 points, last groups", () -> {
            RunSummary.of(run);
            read(run, reader -> reader.curves(curves(1, steps)));
            read(run, reader -> reader.groups(Optional.empty(), steps));
        }));
        timed.add(median("12 curves of 500 points", () -> read(run, reader -> reader.curves(curves(1, steps)))));
        timed.add(median("what the last step added", () -> read(run, reader -> reader.curves(curves(steps, steps)))));
        queries()
                .forEach((what, query) ->
                        timed.add(median("page: " + what, () -> read(run, reader -> reader.page(query)))));
        timed.add(batch(run));
        return table(run, timed);
    }

    private Map<String, CompletionQuery> queries() {
        CompletionQuery all = CompletionQuery.training();
        CompletionQuery newest = all.sorted(CompletionQuery.Sort.STEP, true);
        Map<String, CompletionQuery> queries = new LinkedHashMap<>();
        queries.put("first completions", all);
        queries.put(
                "longest wrong ones",
                all.sorted(CompletionQuery.Sort.TOKENS, true).judged(CompletionQuery.Judged.WRONG));
        queries.put("those cut off, newest first", newest.judged(CompletionQuery.Judged.TRUNCATED));
        queries.put("least likely", all.sorted(CompletionQuery.Sort.LOGPROB, false));
        queries.put("a question over the run", all.ofQuestion("q7"));
        queries.put("a text that is nowhere: 20,000 looked at", all.containing("nowhere"));
        queries.put(
                "completions behind a score",
                CompletionQuery.evaluation(BENCHMARK).atStep(steps));
        return queries;
    }

    private Timed batch(RunFolder run) {
        SplittableRandom random = new SplittableRandom(2);
        StoreBench large = new StoreBench(1, 1000, 2000);
        try (RunStore store = RunStore.open(run.database())) {
            List<Timed> rounds = new ArrayList<>();
            for (int i = 1; i <= ROUNDS; i++) {
                int step = steps + i;
                List<KeptGroup> groups = large.groups(step, random);
                rounds.add(once(
                        "write a step of 1000 completions of 2000 chars",
                        () -> store.writeStep(metrics(step), groups)));
            }
            store.truncateAfter(steps);
            return middle(rounds);
        }
    }

    private static CurveQuery curves(long from, long to) {
        List<String> metrics =
                Arrays.stream(Metric.values()).limit(12).map(Metric::key).toList();
        return CurveQuery.of(metrics, from, to, 500, CurveQuery.Axis.TOKENS);
    }

    private static void read(RunFolder run, Function<RunReader, ?> work) {
        try (RunReader reader = RunReader.open(run.database())) {
            var _ = work.apply(reader);
        }
    }

    private static Timed median(String what, Runnable work) {
        List<Timed> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(once(what, work));
        }
        return middle(rounds);
    }

    private static Timed once(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        return new Timed(what, (System.nanoTime() - start) / 1e6);
    }

    private static Timed middle(List<Timed> rounds) {
        return rounds.stream()
                .sorted((a, b) -> Double.compare(a.milliseconds(), b.milliseconds()))
                .toList()
                .get(rounds.size() / 2);
    }

    private static Table table(RunFolder run, List<Timed> timed) {
        Table table = Table.of("what", "ms");
        timed.forEach(row -> table.row(List.of(row.what(), String.format(Locale.ROOT, "%.1f", row.milliseconds()))));
        try {
            table.row(List.of(
                    "size of run.db, MB", String.format(Locale.ROOT, "%.1f", Files.size(run.database()) / 1e6)));
        } catch (IOException e) {
            throw new UserError("cannot look at " + run.database() + ": " + e.getMessage(), e);
        }
        return table;
    }
}
