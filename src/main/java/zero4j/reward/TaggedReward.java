package zero4j.reward;

import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.verify.Verifier;
import zero4j.verify.extract.AnswerExtractor;

/**
 * Reward 1 for a right answer between {@code <answer>} tags behind {@code </think>} (arXiv 2503.20783, section 3), 0 for
 * anything else. The format alone earns nothing. Uses {@link AnswerExtractor#tagged()} alone.
 */
public final class TaggedReward implements RewardFunction {
    static final String NAME = "tag";

    private final ExtractedAnswer answers;

    public TaggedReward(Verifier verifier) {
        answers = new ExtractedAnswer(AnswerExtractor.tagged(), verifier);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String rules() {
        return "behind the last <answer> tag, given </think> <answer> and </answer>; a box inside is unwrapped; nothing else";
    }

    @Override
    public String marked(String answer) {
        return "It is so. </think> <answer> " + answer + " </answer>";
    }

    @Override
    public ScoredCompletion score(Question question, Completion completion) {
        return answers.score(question, completion);
    }
}
