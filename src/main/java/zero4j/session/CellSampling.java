package zero4j.session;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SamplePass;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.run.CompletionLines;
import zero4j.run.CompletionRecord;

/**
 * Brings a cell of a pass to the samples that are asked for. Nothing is thrown away: what was begun is finished first, and what a
 * complete cell lacks is sampled into the folder {@value #MORE} in it, beside which the cell stays readable, and then joined to it.
 */
final class CellSampling {
    private static final String MORE = "more";

    private final SamplingPlan plan;
    private final SampleCell cell;
    private final SamplePass.Cell planned;
    private final Path folder;
    private final Path more;

    /**
     * What is sampled into {@value #MORE}.
     *
     * @param first samples of a question that the cell had
     * @param cell as it is to be
     */
    private record Addition(int first, SamplePass.Origin cell) {}

    CellSampling(SamplingPlan plan, SampleCell cell) {
        this.plan = plan;
        this.cell = cell;
        this.planned = plan.pass().find(cell).orElseThrow();
        this.folder = plan.folder().resolve(planned.folder());
        this.more = folder.resolve(MORE);
    }

    private Optional<SamplePass.Origin> stored() {
        return SampleFolder.origin(plan.folder(), planned);
    }

    /** Samples per question that an interrupted sampling of the cell began with; 0 if there is none. */
    private int begun() {
        return EvalFolder.isUnfinished(folder)
                ? EvalFolder.description(folder).path("samples").asInt(0)
                : 0;
    }

    private int addedFrom() {
        return EvalFolder.description(more).path("first").asInt(0);
    }

    /** Samples per question that the cell will have with what is sampled beside it; 0 if nothing is. */
    private int addedTo() {
        return EvalFolder.description(more).path("cell").path("samples").asInt(0);
    }

    /** Completions that are there of those that the cell is to have. */
    long there() {
        long asked = plan.pass().settings().asked();
        if (isAdded()) {
            return asked * addedTo();
        }
        return stored().map(cellThere -> asked * cellThere.samples()).orElse(0L) + kept();
    }

    /** Completions that the cell is to have: more than are asked for where more were begun. */
    long completions() {
        return plan.pass().settings().asked() * Math.max(cell.samples(), Math.max(begun(), addedTo()));
    }

    /** Completions of what was interrupted. */
    long kept() {
        return isAdded() ? 0 : EvalFolder.keptLines(folder) + EvalFolder.keptLines(more);
    }

    /** Whether what is sampled beside the cell is whole, and of what the cell is. */
    private boolean isAdded() {
        int had = stored().map(SamplePass.Origin::samples).orElse(0);
        return EvalFolder.isFinished(more) && addedFrom() > 0 && (had == 0 ? begun() == addedTo() : had == addedFrom());
    }

    /**
     * Samples until all is there, or it is asked to stop.
     *
     * @return what the cell has; empty if it was asked to stop before
     */
    Optional<SamplePass.Counts> run(AskedModel asked, Progress progress, BooleanSupplier stop) {
        while (true) {
            if (isAdded()) {
                join(asked);
            }
            int had = stored().map(SamplePass.Origin::samples).orElse(0);
            if (EvalFolder.isFinished(more) || (EvalFolder.isUnfinished(more) && addedFrom() != had)) {
                clear(); // joined already, or of another cell
            }
            if (had >= cell.samples()) {
                return Optional.of(SampleFolder.of(plan.folder(), List.of(cell)).counts(cell));
            }
            if (!(had > 0 ? add(asked, had, progress, stop) : whole(asked, progress, stop))) {
                return Optional.empty();
            }
        }
    }

    private boolean whole(AskedModel asked, Progress progress, BooleanSupplier stop) {
        int begun = begun();
        SamplePass.Origin origin = asked.origin(cell, begun > 0 ? begun : cell.samples());
        return sample(asked, new Addition(0, origin), folder, origin, progress, stop);
    }

    private boolean add(AskedModel asked, int had, Progress progress, BooleanSupplier stop) {
        int begun = addedTo();
        Addition addition = new Addition(had, asked.origin(cell, begun > 0 ? begun : cell.samples()));
        return sample(asked, addition, more, addition, progress, stop);
    }

    private boolean sample(
            AskedModel asked, Addition what, Path to, Object description, Progress progress, BooleanSupplier stop) {
        Tally tally = new Tally();
        try (EvalFolder log = EvalFolder.open(to, description, asked.folder(), _ -> {})) {
            if (!asked.sample(what.cell(), what.first(), plan.benchmarks(), log, progress, stop, tally::add)) {
                return false;
            }
            log.finish(tally.counts());
        }
        return true;
    }

    /** Question by question, so that the cell is as if it had been sampled at once. Killed within, it begins again. */
    private void join(AskedModel asked) {
        Tally tally = new Tally();
        try (EvalFolder log =
                EvalFolder.open(folder, EvalFolder.description(more).path("cell"), asked.folder(), _ -> {})) {
            if (EvalFolder.hasCompletions(folder)) {
                log.goOnBehind(0);
                join(log, tally);
            } else { // a kill came just before the end
                groups(log.kept(), addedTo(), tally::add);
            }
            log.finish(tally.counts());
        }
        clear();
    }

    private void join(EvalFolder log, Tally tally) {
        int first = addedFrom();
        int rest = addedTo() - first;
        try (InputStream before = new BufferedInputStream(EvalFolder.completions(folder));
                InputStream added = new BufferedInputStream(EvalFolder.completions(more))) {
            CompletionLines behind = new CompletionLines(added);
            groups(new CompletionLines(before), first, group -> {
                List<CompletionRecord> whole = new ArrayList<>(group);
                for (int i = 0; i < rest && behind.hasNext(); i++) {
                    whole.add(behind.next());
                }
                if (whole.size() < first + rest
                        || !whole.getLast().questionId().equals(group.getFirst().questionId())) {
                    throw new UserError(folder + " is damaged: the samples in " + more
                            + " do not fit. Remove it; the same" + " command samples it again");
                }
                log.add(whole);
                tally.add(whole);
            });
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }

    private static void groups(Iterator<CompletionRecord> lines, int samples, Consumer<List<CompletionRecord>> each) {
        while (lines.hasNext()) {
            List<CompletionRecord> group = new ArrayList<>();
            while (group.size() < samples && lines.hasNext()) {
                group.add(lines.next());
            }
            each.accept(group);
        }
    }

    private void clear() {
        EvalFolder.remove(more);
    }

    /** Counts completions and forgets them. */
    private static final class Tally {
        private long questions;
        private long completions;
        private long correct;
        private long truncated;
        private long tokens;

        private void add(List<CompletionRecord> group) {
            questions++;
            for (CompletionRecord completion : group) {
                completions++;
                correct += completion.correct() ? 1 : 0;
                truncated += completion.truncated() && !completion.neverAsked() ? 1 : 0;
                tokens += completion.tokens();
            }
        }

        private SamplePass.Counts counts() {
            return new SamplePass.Counts(questions, completions, correct, truncated, tokens);
        }
    }
}
