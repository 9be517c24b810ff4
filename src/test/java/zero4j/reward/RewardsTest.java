package zero4j.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.rollout.FinishReason;
import zero4j.template.PromptTemplate;
import zero4j.template.Templates;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;

class RewardsTest {
    private static final MathVerifier VERIFIER = new MathVerifier();

    @Test
    void unknownName_isAUserErrorThatNamesTheChoices() {
        assertThatThrownBy(() -> Rewards.byName("box", new MathVerifier()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'box'")
                .hasMessageContaining("boxed")
                .hasMessageContaining("tag");
    }

    @Test
    void auto_isTheRewardThatEachTemplateNames() {
        assertThat(Rewards.byName(Rewards.AUTO, Templates.byName("r1"), VERIFIER))
                .isInstanceOf(TaggedReward.class);
        for (PromptTemplate template : Templates.REGISTRY.all()) {
            RewardFunction reward = Rewards.byName(Rewards.AUTO, template, VERIFIER);
            assertThat(score(reward, reward.marked("4"), FinishReason.EOS).reward())
                    .isEqualTo(1);
        }
        assertThat(Rewards.byName("boxed", Templates.byName("r1"), VERIFIER)).isInstanceOf(BoxedReward.class);
    }

    @Test
    void registry_all_haveTheNameThatTheRewardTells() {
        for (RewardProvider provider : Rewards.REGISTRY.all()) {
            assertThat(provider.create(VERIFIER).name()).isEqualTo(provider.name());
            assertThat(provider.help()).isNotBlank().doesNotContain("\n").doesNotEndWith(".");
        }
    }

    @Test
    void scored_anyNumber_isTheReward() {
        RewardFunction length = Rewards.scored(
                "brief", (question, completion) -> 3 - completion.text().length());
        ScoredCompletion good = score(length, "ab", FinishReason.EOS);
        assertThat(good.reward()).isEqualTo(1);
        assertThat(good.verdict()).isEqualTo(new Verdict(Outcome.CORRECT, "scored by brief"));
        assertThat(score(length, "abcdef", FinishReason.EOS).reward()).isEqualTo(-3);
        assertThat(score(length, "abc", FinishReason.EOS).verdict().outcome()).isEqualTo(Outcome.INCORRECT);
        assertThat(length.rules()).isEqualTo("brief");
    }

    @Test
    void scored_truncated_earnsNothingUnasked() {
        RewardFunction one = Rewards.scored("one", (question, completion) -> {
            throw new AssertionError();
        });
        ScoredCompletion scored = score(one, "ab", FinishReason.LENGTH);
        assertThat(scored.reward()).isEqualTo(0);
        assertThat(scored.verdict()).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void scored_failureOrNoNumber_namesRewardAndQuestion() {
        RewardFunction nan = Rewards.scored("odd", (question, completion) -> 0.0 / 0.0);
        RewardFunction broken = Rewards.scored("odd", (question, completion) -> Double.parseDouble("x"));
        assertThatThrownBy(() -> score(nan, "", FinishReason.EOS))
                .isInstanceOf(UserError.class)
                .hasMessage("the reward odd gave NaN for a completion of t:1; it must be a finite number");
        assertThatThrownBy(() -> score(broken, "", FinishReason.EOS))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the reward odd failed for a completion of t:1")
                .hasMessageContaining("NumberFormatException");
    }

    private static ScoredCompletion score(RewardFunction reward, String text, FinishReason reason) {
        Question question = new Question("t:1", "2+2", List.of("4"), Map.of());
        return reward.score(question, new Completion(new int[0], new float[0], text, reason, 0));
    }
}
