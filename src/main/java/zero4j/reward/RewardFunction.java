package zero4j.reward;

import zero4j.data.Question;
import zero4j.rollout.Completion;

/** Scores a completion. Total, deterministic and thread-safe: it never throws and never waits. */
public interface RewardFunction {
    /** Name by which recipes choose it. */
    String name();

    /** The completion with its reward and verdict. A truncated completion earns nothing. */
    ScoredCompletion score(Question question, Completion completion);
}
