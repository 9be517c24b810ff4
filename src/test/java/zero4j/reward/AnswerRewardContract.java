package zero4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import zero4j.rollout.FinishReason;
import zero4j.verify.Verdict.Outcome;

/** What a reward must do that looks for an answer. */
abstract class AnswerRewardContract extends RewardContract {
    @Test
    void markedAnswer_isTold() {
        assertThat(score(marked("0.5"), FinishReason.EOS).answer()).contains("0.5");
    }

    @Test
    void unmarkedAnswer_isNoAnswer() {
        ScoredCompletion scored = score("It is 0.5.", FinishReason.EOS);
        assertThat(scored.reward()).isEqualTo(earned(scored));
        assertThat(scored.verdict().outcome()).isEqualTo(Outcome.NO_ANSWER);
        assertThat(scored.formatted()).isFalse();
        assertThat(scored.answer()).isEmpty();
    }

    @Test
    void truncatedCompletion_isFormattedIfItHasAnAnswer() {
        assertThat(score(marked("0.5"), FinishReason.LENGTH).formatted()).isTrue();
        assertThat(score("It is", FinishReason.LENGTH).formatted()).isFalse();
    }
}
