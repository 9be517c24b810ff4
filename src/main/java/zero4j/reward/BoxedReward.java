package zero4j.reward;

import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.verify.Verifier;
import zero4j.verify.extract.AnswerExtractor;

/**
 * Reward 1 for a right answer in the last box of the completion (arXiv 2503.20783, section 3), 0 for anything else. Uses
 * {@link AnswerExtractor#boxed()} alone: a completion without a closed box has no answer.
 */
public final class BoxedReward implements RewardFunction {
    static final String NAME = "boxed";

    private final ExtractedAnswer answers;

    public BoxedReward(Verifier verifier) {
        answers = new ExtractedAnswer(AnswerExtractor.boxed(), verifier);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String rules() {
        return "the last \\boxed{…} or \\fbox{…} with balanced braces; nothing else";
    }

    @Override
    public String marked(String answer) {
        return "The answer is \\boxed{" + answer + "}";
    }

    @Override
    public ScoredCompletion score(Question question, Completion completion) {
        return answers.score(question, completion);
    }
}
