package zero4j.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.eval.Benchmark;
import zero4j.eval.CellScores;
import zero4j.run.CompletionLines;
import zero4j.run.CompletionRecord;

/** Counts what a finished evaluation kept: of each benchmark the greedy completions, then the samples. One question is in memory. */
final class StoredScores {
    private final Path folder;
    private final CompletionLines kept;

    private StoredScores(Path folder, CompletionLines kept) {
        this.folder = folder;
        this.kept = kept;
    }

    /** @throws UserError if the folder does not hold the completions of these questions */
    static List<CellScores> read(Path folder, EvalSetup setup) {
        List<CellScores> cells = new ArrayList<>();
        try (InputStream in = EvalFolder.completions(folder)) {
            CompletionLines kept = new CompletionLines(in);
            StoredScores scores = new StoredScores(folder, kept);
            int limit = setup.settings().questions();
            int k = setup.settings().samples();
            for (Benchmark benchmark : setup.benchmarks()) {
                cells.add(scores.counted(benchmark, benchmark.questions(limit), k));
            }
            if (kept.hasNext()) {
                throw scores.unfit(kept.next().questionId(), "is more than was asked");
            }
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
        return cells;
    }

    private CellScores counted(Benchmark benchmark, List<Question> questions, int k) {
        CellScores.Counter counter = new CellScores.Counter(benchmark.name(), k);
        if (kept.peek().filter(first -> first.temperature() == 0).isPresent()) {
            for (Question question : questions) {
                counter.greedy(question.id(), question.level(), next(benchmark, question));
            }
        }
        for (Question question : k == 0 ? List.<Question>of() : questions) {
            List<CompletionRecord> samples = new ArrayList<>();
            while (samples.size() < k) {
                samples.add(next(benchmark, question));
            }
            counter.sampled(question.id(), question.level(), samples);
        }
        return counter.scores();
    }

    private CompletionRecord next(Benchmark benchmark, Question question) {
        if (!kept.hasNext()) {
            throw unfit(question.id(), "is missing");
        }
        CompletionRecord record = kept.next();
        if (!record.benchmark().equals(Optional.of(benchmark.name()))
                || !record.questionId().equals(question.id())
                || !record.references().equals(question.answers())) {
            throw unfit(question.id(), "is due where there is " + record.questionId());
        }
        return record;
    }

    private UserError unfit(String question, String what) {
        return new UserError(folder + " does not hold the completions of these questions: " + question + " " + what
                + ". Have the questions changed? Let this row be sampled again (eval --overwrite), or choose another"
                + " folder");
    }
}
