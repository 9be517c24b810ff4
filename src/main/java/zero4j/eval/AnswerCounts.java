package zero4j.eval;

import java.util.List;
import zero4j.run.CompletionRecord;
import zero4j.verify.Verdict;

/**
 * Answers counted by what became of them, and how long they are. Each answer is in one of the first four, the {@link Category
 * categories}; what was never asked is no answer.
 *
 * @param correct right ones
 * @param incorrect ones with an answer that is not right, or cannot be read
 * @param unformatted ones that ended by themselves without an answer in the required form
 * @param truncated ones that the budget cut off
 * @param notEvaluated of the incorrect ones, those of the right value that leave it to be worked out
 * @param neverAsked completions that are {@linkplain CompletionRecord#neverAsked none}, and in no group
 */
public record AnswerCounts(
        Group correct, Group incorrect, Group unformatted, Group truncated, long notEvaluated, long neverAsked) {
    private static final AnswerCounts NONE = new AnswerCounts(Group.NONE, Group.NONE, Group.NONE, Group.NONE, 0, 0);

    /**
     * Some answers.
     *
     * @param answers how many
     * @param tokens of all of them together
     */
    public record Group(long answers, long tokens) {
        private static final Group NONE = new Group(0, 0);

        /** Mean length (tokens); NaN if there are none. */
        public double meanTokens() {
            return (double) tokens / answers;
        }

        Group plus(Group other) {
            return new Group(answers + other.answers, tokens + other.tokens);
        }
    }

    /** Counts completions. */
    public static AnswerCounts of(List<CompletionRecord> completions) {
        AnswerCounts sum = NONE;
        for (CompletionRecord completion : completions) {
            sum = sum.plus(of(completion));
        }
        return sum;
    }

    private static AnswerCounts of(CompletionRecord completion) {
        if (completion.neverAsked()) {
            return new AnswerCounts(Group.NONE, Group.NONE, Group.NONE, Group.NONE, 0, 1);
        }
        Group one = new Group(1, completion.tokens());
        boolean left = new Verdict(Verdict.Outcome.INCORRECT, completion.rule()).isNotEvaluated();
        return switch (Category.of(completion)) {
            case CORRECT -> new AnswerCounts(one, Group.NONE, Group.NONE, Group.NONE, 0, 0);
            case INCORRECT -> new AnswerCounts(Group.NONE, one, Group.NONE, Group.NONE, left ? 1 : 0, 0);
            case UNFORMATTED -> new AnswerCounts(Group.NONE, Group.NONE, one, Group.NONE, 0, 0);
            case TRUNCATED -> new AnswerCounts(Group.NONE, Group.NONE, Group.NONE, one, 0, 0);
        };
    }

    static boolean isCorrect(CompletionRecord completion) {
        return Category.of(completion) == Category.CORRECT;
    }

    /** Both together. */
    public AnswerCounts plus(AnswerCounts other) {
        return new AnswerCounts(
                correct.plus(other.correct),
                incorrect.plus(other.incorrect),
                unformatted.plus(other.unformatted),
                truncated.plus(other.truncated),
                notEvaluated + other.notEvaluated,
                neverAsked + other.neverAsked);
    }

    /** All answers; what was never asked is none. */
    public Group all() {
        return correct.plus(incorrect).plus(unformatted).plus(truncated);
    }

    /** Share of a group; 0 where there are no answers at all. */
    public double share(Group group) {
        return all().answers == 0 ? 0 : (double) group.answers / all().answers;
    }
}
