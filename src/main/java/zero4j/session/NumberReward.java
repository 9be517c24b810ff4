package zero4j.session;

import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import zero4j.data.Question;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.rollout.Completion;
import zero4j.verify.Verdict;

/** A reward that is only a number: what is above 0 counts as correct. */
record NumberReward(ToDoubleBiFunction<Question, Completion> score) implements RewardFunction {
    @Override
    public String name() {
        return "own";
    }

    @Override
    public ScoredCompletion score(Question question, Completion completion) {
        double number = score.applyAsDouble(question, completion);
        Verdict.Outcome outcome = number > 0 ? Verdict.Outcome.CORRECT : Verdict.Outcome.INCORRECT;
        return new ScoredCompletion(completion, number, new Verdict(outcome, "own"), true, Optional.empty());
    }
}
