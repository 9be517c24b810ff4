package zero4j.reward;

import zero4j.data.Question;
import zero4j.rollout.Completion;

/** Scores a completion. Total, deterministic and thread-safe: it never throws and never waits. */
public interface RewardFunction {
    /** Name by which recipes choose it. */
    String name();

    /** Where it looks for the answer, in words for headers and documentation; the name, if it looks for none. */
    default String rules() {
        return name();
    }

    /** A response that gives {@code answer} in the place where the reward looks for it, to show how it would be graded. */
    default String marked(String answer) {
        return answer;
    }

    /** The completion with its reward and verdict. A truncated completion earns nothing. */
    ScoredCompletion score(Question question, Completion completion);
}
