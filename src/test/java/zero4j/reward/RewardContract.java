package zero4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.template.StopRule;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;

/** What every reward function must do. */
abstract class RewardContract {
    private static final Question QUESTION =
            new Question("test:1", "Half of one?", List.of("7", "\\frac{1}{2}"), Map.of());

    abstract RewardFunction reward();

    /** A response that marks {@code answer} in the reward's format. */
    abstract String marked(String answer);

    /** What a completion must earn that is judged so: 1 if it is right, unless it is a control that rewards. */
    double earned(ScoredCompletion judged) {
        return judged.verdict().correct() ? 1 : 0;
    }

    final ScoredCompletion score(String text, FinishReason reason) {
        return reward().score(QUESTION, new Completion(new int[] {1}, new float[] {0}, text, reason, 0));
    }

    @Test
    void rightAnswer_isJudgedSoAndPaidForIt() {
        ScoredCompletion scored = score(marked("0.5"), FinishReason.EOS);
        assertThat(scored.reward()).isEqualTo(earned(scored));
        assertThat(scored.verdict().outcome()).isEqualTo(Outcome.CORRECT);
        assertThat(scored.formatted()).isTrue();
    }

    @Test
    void rightAnswer_endedByStopString_isRight() {
        ScoredCompletion scored = score(marked("7"), FinishReason.STOP);
        assertThat(scored.verdict().correct()).isTrue();
        assertThat(scored.reward()).isEqualTo(earned(scored));
    }

    @Test
    void wrongAnswer_isNotPaidForItsFormat() {
        ScoredCompletion scored = score(marked("0.6"), FinishReason.EOS);
        assertThat(scored.reward()).isEqualTo(earned(scored));
        assertThat(scored.verdict().outcome()).isEqualTo(Outcome.INCORRECT);
        assertThat(scored.formatted()).isTrue();
    }

    @Test
    void truncatedCompletion_isNotPaidEvenForARightAnswer() {
        ScoredCompletion scored = score(marked("0.5"), FinishReason.LENGTH);
        assertThat(scored.reward()).isEqualTo(earned(scored));
        assertThat(scored.verdict()).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void garbage_isScoredTheSameTwice() {
        for (String garbage :
                List.of("", "\\boxed{", "{".repeat(100_000), marked("{".repeat(5)), marked("9^{9^{9^9}}"))) {
            ScoredCompletion scored = score(garbage, FinishReason.EOS);
            assertThat(scored.verdict().correct()).isFalse();
            assertThat(scored.reward()).isEqualTo(earned(scored));
            ScoredCompletion again = score(garbage, FinishReason.EOS);
            assertThat(again.verdict()).isEqualTo(scored.verdict());
            assertThat(again.reward()).isEqualTo(scored.reward());
        }
    }

    @Test
    void scoreAll_isScoreForEach_inTheirOrder() {
        List<Completion> first = List.of(completion(marked("1")), completion(marked("7")));
        List<Completion> second = List.of(
                completion(marked("0.5")),
                new Completion(new int[] {1}, new float[] {0}, marked("7"), FinishReason.LENGTH, 0),
                completion(""));
        Prompt prompt = new Prompt(QUESTION, "Half of one?", new int[] {1}, StopRule.NONE);
        List<ScoredGroup> scored =
                reward().scoreAll(List.of(new CompletionGroup(prompt, first), new CompletionGroup(prompt, second)));
        assertThat(scored).extracting(ScoredGroup::prompt).containsExactly(prompt, prompt);
        List<ScoredCompletion> all =
                scored.stream().flatMap(group -> group.completions().stream()).toList();
        assertThat(all).extracting(one -> one.verdict().correct()).containsExactly(false, true, true, false, false);
        for (ScoredCompletion one : all) {
            assertThat(one.reward())
                    .isEqualTo(earned(one))
                    .isEqualTo(reward().score(QUESTION, one.completion()).reward());
        }
        assertThat(scored.get(1).completions())
                .extracting(ScoredCompletion::completion)
                .isEqualTo(second);
    }

    private static Completion completion(String text) {
        return new Completion(new int[] {1}, new float[] {0}, text, FinishReason.EOS, 0);
    }

    @Test
    void requireReady_ofOneThatIs_saysNothing() {
        reward().requireReady();
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
