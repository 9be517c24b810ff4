package zero4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.rollout.FinishReason;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict.Outcome;

/** What every reward function over extracted answers must do. */
abstract class RewardContract {
    private static final Question QUESTION =
            new Question("test:1", "Half of one?", List.of("7", "\\frac{1}{2}"), Map.of());

    abstract RewardFunction reward();

    /** A response that marks {@code answer} in the reward's format. */
    abstract String marked(String answer);

    private ScoredCompletion score(String text, FinishReason reason) {
        return reward().score(QUESTION, new Completion(new int[] {1}, new float[] {0}, text, reason, 0));
    }

    @Test
    void rightAnswer_earnsOne() {
        ScoredCompletion scored = score(marked("0.5"), FinishReason.EOS);
        assertThat(scored.reward()).isEqualTo(1);
        assertThat(scored.verdict().outcome()).isEqualTo(Outcome.CORRECT);
        assertThat(scored.formatted()).isTrue();
        assertThat(scored.answer()).contains("0.5");
    }

    @Test
    void rightAnswer_endedByStopString_earnsOne() {
        assertThat(score(marked("7"), FinishReason.STOP).reward()).isEqualTo(1);
    }

    @Test
    void wrongAnswer_earnsNothingForItsFormat() {
        ScoredCompletion scored = score(marked("0.6"), FinishReason.EOS);
        assertThat(scored.reward()).isEqualTo(0);
        assertThat(scored.verdict().outcome()).isEqualTo(Outcome.INCORRECT);
        assertThat(scored.formatted()).isTrue();
    }

    @Test
    void unmarkedAnswer_isNoAnswer() {
        ScoredCompletion scored = score("It is 0.5.", FinishReason.EOS);
        assertThat(scored.reward()).isEqualTo(0);
        assertThat(scored.verdict().outcome()).isEqualTo(Outcome.NO_ANSWER);
        assertThat(scored.formatted()).isFalse();
        assertThat(scored.answer()).isEmpty();
    }

    @Test
    void truncatedCompletion_earnsNothingEvenForARightAnswer() {
        ScoredCompletion scored = score(marked("0.5"), FinishReason.LENGTH);
        assertThat(scored.reward()).isEqualTo(0);
        assertThat(scored.verdict().outcome()).isEqualTo(Outcome.NO_ANSWER);
        assertThat(scored.verdict().rule()).isEqualTo("truncated by the budget");
        assertThat(scored.formatted()).isTrue();
        assertThat(score("It is", FinishReason.LENGTH).formatted()).isFalse();
    }

    @Test
    void garbage_isScoredTheSameTwice() {
        for (String garbage :
                List.of("", "\\boxed{", "{".repeat(100_000), marked("{".repeat(5)), marked("9^{9^{9^9}}"))) {
            ScoredCompletion scored = score(garbage, FinishReason.EOS);
            assertThat(scored.reward()).isEqualTo(0);
            assertThat(score(garbage, FinishReason.EOS).verdict()).isEqualTo(scored.verdict());
        }
    }

    @Test
    void rules_sayWhereTheAnswerIsLookedFor() {
        assertThat(reward().rules()).isNotEqualTo(reward().name()).doesNotContain("\n");
    }

    @Test
    void name_findsTheReward() {
        assertThat(Rewards.byName(reward().name(), new MathVerifier())).isInstanceOf(reward().getClass());
    }
}
