package zero4j.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.OneLine;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.eval.Benchmark;
import zero4j.eval.CellScores;
import zero4j.run.CompletionLines;
import zero4j.run.CompletionRecord;

/**
 * Counts what a finished evaluation kept, and looks whether what one kept is of the questions and prompts of now: of each benchmark
 * the greedy completions, then the samples. One question is in memory.
 */
final class StoredScores {
    /** Columns of a prompt that are shown, and those before the difference. */
    private static final int SHOWN = 60;

    private static final int BEFORE = 20;

    private final Path folder;
    private final EvalSetup setup;
    private final CompletionLines kept;
    private @Nullable Question asked;
    private String prompt = "";

    private StoredScores(Path folder, EvalSetup setup, CompletionLines kept) {
        this.folder = folder;
        this.setup = setup;
        this.kept = kept;
    }

    /** @throws UserError if the folder does not hold the completions of these questions */
    static List<CellScores> read(Path folder, EvalSetup setup) {
        List<CellScores> cells = new ArrayList<>();
        try (InputStream in = EvalFolder.completions(folder)) {
            CompletionLines kept = new CompletionLines(in);
            StoredScores scores = new StoredScores(folder, setup, kept);
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

    /** @throws UserError if what an unfinished evaluation kept so far is of other questions or prompts */
    static void requireSame(Path folder, EvalSetup setup) {
        try (InputStream in = EvalFolder.completionsSoFar(folder)) {
            StoredScores scores = new StoredScores(folder, setup, new CompletionLines(in));
            for (Benchmark benchmark : setup.benchmarks()) {
                List<Question> questions = benchmark.questions(setup.settings().questions());
                scores.requireNext(benchmark, questions, 1);
                scores.requireNext(benchmark, questions, setup.settings().samples());
            }
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }

    private void requireNext(Benchmark benchmark, List<Question> questions, int completions) {
        for (Question question : questions) {
            for (int i = 0; i < completions && kept.hasNext(); i++) {
                next(benchmark, question);
            }
        }
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
                || !record.questionId().equals(question.id())) {
            throw unfit(question.id(), "is due where there is " + record.questionId());
        }
        if (!record.references().equals(question.answers())) {
            throw unfit(
                    question.id(), "was to be answered by " + record.references() + " and is by " + question.answers());
        }
        String prompt = prompt(question);
        if (!record.prompt().equals(prompt)) {
            throw unfit(
                    question.id(),
                    "was asked by " + excerpt(record.prompt(), prompt) + " and is by "
                            + excerpt(prompt, record.prompt()));
        }
        return record;
    }

    /** What the question is asked by now; that of the last question is remembered, since its samples come together. */
    private String prompt(Question question) {
        if (!question.equals(asked)) {
            asked = question;
            prompt = setup.prompting().apply(question).text();
        }
        return prompt;
    }

    /** The place where a text begins to differ from another one. */
    private static String excerpt(String text, String other) {
        int same = Arrays.mismatch(text.toCharArray(), other.toCharArray());
        int from = Math.min(text.length(), Math.max(0, same - BEFORE));
        return (from > 0 ? "\"…" : "\"") + OneLine.of(text.substring(from), SHOWN) + "\"";
    }

    private UserError unfit(String question, String what) {
        return new UserError(folder + " does not hold the completions of these questions: " + question + " " + what
                + ". Have the questions changed, or the template? Choose another folder, or remove this one to have its row"
                + " sampled again (eval --overwrite samples all)");
    }
}
