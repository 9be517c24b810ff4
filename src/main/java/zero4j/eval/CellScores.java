package zero4j.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import zero4j.Words;
import zero4j.run.CompletionRecord;

/**
 * What one model scored on one benchmark in one template. A question whose prompt is longer than the model's context was never asked
 * and counts as not answered, since its context is part of what a model can do; where that is all of them there is no score.
 *
 * @param benchmark name
 * @param k samples of each question beside the greedy completion; 0 if there are none
 * @param questions in their order, at least one
 * @param greedy what became of the greedy completions; none if they were not asked for
 * @param sampled what became of the samples
 */
public record CellScores(
        String benchmark, int k, List<QuestionOutcome> questions, AnswerCounts greedy, AnswerCounts sampled) {
    public CellScores {
        questions = List.copyOf(questions);
    }

    /** Counts the completions of a benchmark, question by question, and forgets their texts. Not thread-safe. */
    public static final class Counter {
        private final String benchmark;
        private final int k;
        private final List<QuestionOutcome> greedyOnes = new ArrayList<>();
        private final List<QuestionOutcome> sampledOnes = new ArrayList<>();
        private AnswerCounts greedy = AnswerCounts.of(List.of());
        private AnswerCounts sampled = AnswerCounts.of(List.of());

        /** @param k samples of each question; 0 if there are none */
        public Counter(String benchmark, int k) {
            this.benchmark = benchmark;
            this.k = k;
        }

        /** The greedy completion of the next question. */
        public void greedy(String id, Optional<String> level, CompletionRecord completion) {
            greedy = greedy.plus(AnswerCounts.of(List.of(completion)));
            greedyOnes.add(
                    new QuestionOutcome(id, level, AnswerCounts.isCorrect(completion), 0, !completion.neverAsked()));
        }

        /** The k samples of the next question: the questions come in the same order as with greedy completions. */
        public void sampled(String id, Optional<String> level, List<CompletionRecord> completions) {
            if (completions.size() != k) {
                throw new IllegalArgumentException(
                        id + " has " + Words.counted(completions.size(), "sample") + " instead of " + k);
            }
            sampled = sampled.plus(AnswerCounts.of(completions));
            int correct =
                    (int) completions.stream().filter(AnswerCounts::isCorrect).count();
            int next = sampledOnes.size();
            Boolean solved = greedyOnes.isEmpty() ? null : greedyOnes.get(next).greedy();
            sampledOnes.add(new QuestionOutcome(
                    id, level, solved, correct, completions.stream().noneMatch(CompletionRecord::neverAsked)));
        }

        /**
         * The scores of what was added.
         *
         * @throws IllegalStateException if there is nothing, or not all questions have samples as well
         */
        public CellScores scores() {
            List<QuestionOutcome> all = k > 0 ? sampledOnes : greedyOnes;
            if (all.isEmpty() || (!greedyOnes.isEmpty() && greedyOnes.size() != all.size())) {
                throw new IllegalStateException(benchmark + ": " + Words.counted(greedyOnes.size(), "question") + ", "
                        + sampledOnes.size() + " sampled");
            }
            return new CellScores(benchmark, k, all, greedy, sampled);
        }
    }

    /** Whether there are greedy completions. */
    public boolean isGreedy() {
        return questions.getFirst().greedy() != null;
    }

    /** Correct greedy completions. */
    public int correctGreedy() {
        return (int) questions.stream().filter(CellScores::isSolved).count();
    }

    private static boolean isSolved(QuestionOutcome question) {
        return Boolean.TRUE.equals(question.greedy());
    }

    /** Questions that were never asked. */
    public int neverAsked() {
        return neverAsked(questions);
    }

    private static int neverAsked(List<QuestionOutcome> questions) {
        return (int) questions.stream().filter(question -> !question.asked()).count();
    }

    /** Whether at least one question was asked. */
    public boolean isAsked() {
        return neverAsked() < questions.size();
    }

    /** Share of correct greedy completions, with Wilson's interval; empty if there are none, or nothing was asked. */
    public Optional<ScoreEstimate> greedyAccuracy() {
        int n = questions.size();
        return isGreedy() && isAsked()
                ? Optional.of(new ScoreEstimate((double) correctGreedy() / n, Interval.wilson(correctGreedy(), n)))
                : Optional.empty();
    }

    /** Mean share of correct samples, with its interval over questions; empty if there are no samples, or nothing was asked. */
    public Optional<ScoreEstimate> averageAtK() {
        return k == 0 || !isAsked() ? Optional.empty() : Optional.of(mean(this::share));
    }

    /**
     * The chance that at least one of some samples solves a question, by {@link PassAtK}, with its interval over questions;
     * empty if nothing was asked.
     *
     * @param some from 1 to k
     */
    public Optional<ScoreEstimate> passAt(int some) {
        return isAsked()
                ? Optional.of(mean(question -> PassAtK.estimate(k, question.correct(), some)))
                : Optional.empty();
    }

    private double share(QuestionOutcome question) {
        return (double) question.correct() / k;
    }

    private ScoreEstimate mean(ToDoubleFunction<QuestionOutcome> score) {
        double[] each = questions.stream().mapToDouble(score).toArray();
        double sum = 0;
        for (double one : each) {
            sum += one;
        }
        return new ScoreEstimate(sum / each.length, Interval.ofMean(each));
    }

    /** Of each question 1 or 0: whether the greedy completion is correct. */
    double[] greedyShares() {
        return questions.stream()
                .mapToDouble(question -> isSolved(question) ? 1 : 0)
                .toArray();
    }

    /** Of each question the share of correct samples. */
    double[] sampledShares() {
        return questions.stream().mapToDouble(this::share).toArray();
    }

    /** Whether another cell asked the same questions in the same order. */
    boolean asksAs(CellScores other) {
        return benchmark.equals(other.benchmark)
                && questions.stream()
                        .map(QuestionOutcome::id)
                        .toList()
                        .equals(other.questions.stream()
                                .map(QuestionOutcome::id)
                                .toList());
    }

    /**
     * A part of the questions: those of one level.
     *
     * @param level their level; empty for those without
     * @param correctGreedy greedy completions of them that are correct
     * @param correct samples of them that are correct
     * @param neverAsked questions of them that were never asked, and count as not answered
     */
    public record LevelPart(String level, int questions, int correctGreedy, int correct, int neverAsked) {
        /** Numbers first, as numbers. */
        public static final Comparator<LevelPart> ORDER = Comparator.comparingInt(
                        (LevelPart part) -> part.level().matches("\\d{1,9}") ? 0 : 1)
                .thenComparingInt(part -> part.level().length())
                .thenComparing(LevelPart::level);
    }

    /** By level, numbers first; empty if the questions have no levels, or one only. */
    public List<LevelPart> levels() {
        Map<String, List<QuestionOutcome>> parts = new LinkedHashMap<>();
        questions.forEach(question -> parts.computeIfAbsent(question.level().orElse(""), _ -> new ArrayList<>())
                .add(question));
        return parts.size() < 2
                ? List.of()
                : parts.entrySet().stream()
                        .map(part -> part(part.getKey(), part.getValue()))
                        .sorted(LevelPart.ORDER)
                        .toList();
    }

    private static LevelPart part(String level, List<QuestionOutcome> questions) {
        return new LevelPart(
                level,
                questions.size(),
                (int) questions.stream().filter(CellScores::isSolved).count(),
                questions.stream().mapToInt(QuestionOutcome::correct).sum(),
                neverAsked(questions));
    }
}
