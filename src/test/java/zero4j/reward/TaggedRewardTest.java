package zero4j.reward;

import zero4j.verify.MathVerifier;

class TaggedRewardTest extends AnswerRewardContract {
    @Override
    RewardFunction reward() {
        return new TaggedReward(new MathVerifier());
    }

    @Override
    String marked(String answer) {
        return "so </think> <answer> " + answer + " </answer>";
    }
}
