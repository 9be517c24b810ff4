package zero4j.eval;

import java.util.ArrayList;
import java.util.List;
import zero4j.Words;
import zero4j.data.Question;
import zero4j.data.QuestionSet;

/**
 * A finite set of questions on which models are compared.
 *
 * @param name for tables and records, unique in its suite
 * @param set the questions
 */
public record Benchmark(String name, QuestionSet set) {
    public Benchmark {
        if (set.size() < 1 || set.size() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("benchmark " + name + " has " + Words.counted(set.size(), "question"));
        }
    }

    /** How many questions are asked; limit 0 is all. */
    public long count(int limit) {
        return limit == 0 ? set.size() : Math.min(limit, set.size());
    }

    /** The first questions in their order; limit 0 gives all. */
    public List<Question> questions(int limit) {
        List<Question> questions = new ArrayList<>();
        for (long i = 0; i < count(limit); i++) {
            questions.add(set.get(i));
        }
        return questions;
    }
}
