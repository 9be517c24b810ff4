package zero4j.reward;

import zero4j.verify.MathVerifier;

class BoxedRewardTest extends AnswerRewardContract {
    @Override
    RewardFunction reward() {
        return new BoxedReward(new MathVerifier());
    }

    @Override
    String marked(String answer) {
        return "It is $\\boxed{" + answer + "}$.";
    }
}
