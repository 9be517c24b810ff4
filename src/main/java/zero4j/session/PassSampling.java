package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.Words;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SamplePass;
import zero4j.data.Question;
import zero4j.rollout.RolloutBackend.Progress;

/** Samples what a plan lacks: model by model, each loaded once, cell by cell, each in a folder of its own that is complete or goes on. */
final class PassSampling {
    /** Held while somebody samples into the folder. */
    static final String LOCK = "pass.lock";

    private final SamplingPlan plan;
    private final AnalyzeListener listener;
    private final Consumer<String> warnings;
    private final BooleanSupplier stop;
    private Progress progress = Progress.NONE;
    private int done;

    PassSampling(SamplingPlan plan, AnalyzeListener listener, Consumer<String> warnings, BooleanSupplier stop) {
        this.warnings = warnings;
        this.plan = plan;
        this.listener = listener;
        this.stop = stop;
    }

    /**
     * Samples until all is there, or it is asked to stop.
     *
     * @return whether all is there
     */
    boolean run() {
        try (FolderLock _ = lock()) {
            requireUntouched();
            if (plan.before().isEmpty()) {
                SampleFolder.writeQuestions(plan.folder(), questions());
            }
            plan.pass().write(plan.folder());
            List<CellSampling> missing = plan.missing().stream()
                    .map(cell -> new CellSampling(plan, cell))
                    .toList();
            long kept = missing.stream().mapToLong(CellSampling::kept).sum();
            long due = missing.stream()
                    .mapToLong(cell -> cell.completions() - cell.there())
                    .sum();
            progress = listener.sampling(kept, Math.max(1, due));
            for (SamplePass.Model model : plan.pass().models()) {
                if (!run(model)) {
                    listener.stopped(plan.folder());
                    return false;
                }
            }
            return true;
        }
    }

    private FolderLock lock() {
        try {
            Files.createDirectories(plan.folder());
        } catch (IOException e) {
            throw AtomicFile.failure(plan.folder(), e);
        }
        return FolderLock.take(plan.folder().resolve(LOCK))
                .orElseThrow(() -> new UserError("another command samples into " + plan.folder()
                        + "; wait for it or choose another folder with --to"));
    }

    /** Nobody has added anything since it was looked at. */
    private void requireUntouched() {
        Optional<SamplePass> now =
                SampleFolder.isOne(plan.folder()) ? Optional.of(SampleFolder.pass(plan.folder())) : Optional.empty();
        if (!now.equals(plan.before())) {
            throw new UserError("another command has just sampled into " + plan.folder() + "; run this one again");
        }
    }

    private Stream<Map.Entry<String, Question>> questions() {
        int limit = plan.pass().settings().questions();
        return plan.benchmarks().stream()
                .flatMap(benchmark -> LongStream.range(0, benchmark.count(limit))
                        .mapToObj(index -> new AbstractMap.SimpleImmutableEntry<>(
                                benchmark.name(), benchmark.set().get(index))));
    }

    private boolean run(SamplePass.Model model) {
        List<SampleCell> cells = plan.missing().stream()
                .filter(cell -> cell.model().equals(model.name()))
                .toList();
        if (cells.isEmpty()) {
            return true;
        }
        try (AskedModel asked =
                AskedModel.open(model, plan.compute(model), plan.pass().settings(), warnings)) {
            for (SampleCell cell : cells) {
                if (!run(asked, cell)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean run(AskedModel asked, SampleCell cell) {
        SampleFolder.origin(plan.folder(), plan.pass().find(cell).orElseThrow())
                .ifPresent(stored -> warnings.accept(added(asked, cell, stored.samples())));
        Optional<SamplePass.Counts> counts = new CellSampling(plan, cell).run(asked, progress, stop);
        counts.ifPresent(
                whole -> listener.sampled(cell, whole, ++done, plan.missing().size()));
        return counts.isPresent();
    }

    private static String added(AskedModel asked, SampleCell cell, int stored) {
        return cell.inWords() + " has " + Words.counted(stored, "sample") + " of a question, and " + cell.samples()
                + " are asked for: the others are added"
                + (asked.samplesApart()
                        ? ""
                        : ". By this engine they need not be those that " + cell.samples()
                                + " at once would have given");
    }
}
