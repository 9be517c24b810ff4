package zero4j.train;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import zero4j.data.Question;
import zero4j.eval.Benchmark;
import zero4j.eval.Evaluation;
import zero4j.eval.Evaluator;
import zero4j.run.KeptGroup;

/**
 * When a run is evaluated, and on what.
 *
 * @param suite may be empty: then nothing is evaluated
 * @param every steps between two evaluations; 0 for only before and after
 */
public record Evaluations(Evaluator evaluator, List<Benchmark> suite, int every) {
    public Evaluations {
        suite = List.copyOf(suite);
    }

    boolean dueAfter(long step) {
        return every > 0 && step % every == 0;
    }

    /** Evaluates, and writes it down, unless there is nothing to evaluate. */
    Optional<Evaluation> run(long step, Journal journal, TrainListener listener) {
        if (suite.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Map<String, Question>> questions = suite.stream()
                .collect(Collectors.toMap(
                        Benchmark::name,
                        benchmark -> benchmark.questions(0).stream()
                                .collect(Collectors.toMap(Question::id, question -> question, (first, _) -> first))));
        return Optional.of(journal.evaluation(
                step,
                record -> asked(questions.getOrDefault(record.benchmark().orElse(""), Map.of()), record.questionId()),
                log -> evaluator.evaluate(
                        suite, step, log, listener.sampling("evaluation", evaluator.completions(suite)))));
    }

    private static KeptGroup.Asked asked(Map<String, Question> questions, String id) {
        Question question = questions.get(id);
        return question == null ? KeptGroup.Asked.UNKNOWN : new KeptGroup.Asked(question.text(), question.tags());
    }
}
