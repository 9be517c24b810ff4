package zero4j.reward;

import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;

/** A reward made of a function; see {@link Rewards#scored}. */
record ScoredReward(String name, ToDoubleBiFunction<Question, Completion> function) implements RewardFunction {
    @Override
    public ScoredCompletion score(Question question, Completion completion) {
        if (completion.truncated()) {
            return new ScoredCompletion(completion, 0, Verdict.TRUNCATED, false, Optional.empty());
        }
        double reward = asked(question, completion);
        if (!Double.isFinite(reward)) {
            throw new UserError("the reward " + name + " gave " + reward + " for a completion of " + question.id()
                    + "; it must be a finite number");
        }
        Verdict verdict = new Verdict(reward > 0 ? Outcome.CORRECT : Outcome.INCORRECT, "scored by " + name);
        return new ScoredCompletion(completion, reward, verdict, true, Optional.empty());
    }

    private double asked(Question question, Completion completion) {
        try {
            return function.applyAsDouble(question, completion);
        } catch (RuntimeException | LinkageError e) {
            throw new UserError("the reward " + name + " failed for a completion of " + question.id() + ": " + e, e);
        }
    }
}
