package zero4j.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.template.PromptTemplate.AnswerFormat;
import zero4j.verify.MathVerifier;

class RewardsTest {
    @Test
    void unknownName_isAUserErrorThatNamesTheChoices() {
        assertThatThrownBy(() -> Rewards.byName("box", new MathVerifier()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'box'")
                .hasMessageContaining("boxed")
                .hasMessageContaining("tag");
    }

    @Test
    void everyAnswerFormat_hasItsReward() {
        assertThat(Rewards.forFormat(AnswerFormat.BOXED, new MathVerifier())).isInstanceOf(BoxedReward.class);
        assertThat(Rewards.forFormat(AnswerFormat.TAGGED, new MathVerifier())).isInstanceOf(TaggedReward.class);
    }
}
