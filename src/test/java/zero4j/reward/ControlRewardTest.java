package zero4j.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.template.StopRule;
import zero4j.template.Templates;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict.Outcome;

/** Rewards that pay for something else than right answers: judged as by the reward of the template, paid by their own rule. */
class ControlRewardTest {
    private static final Question QUESTION = new Question("q:1", "2+2?", List.of("4"), Map.of());

    private static RewardFunction control(String name, String template, long seed) {
        return Rewards.byName(name, Templates.byName(template), new MathVerifier(), Rewards.PATIENCE, seed);
    }

    @Nested
    class RandomBehindABox extends Contract {
        RandomBehindABox() {
            super("random", "none");
        }
    }

    @Nested
    class RandomBehindATag extends Contract {
        RandomBehindATag() {
            super("random", "r1");
        }
    }

    @Nested
    class InvertedBehindABox extends Contract {
        InvertedBehindABox() {
            super("inverted", "qwen-math");
        }
    }

    @Nested
    class InvertedBehindATag extends Contract {
        InvertedBehindATag() {
            super("inverted", "r1");
        }
    }

    @Nested
    class FormatOnlyBehindABox extends Contract {
        FormatOnlyBehindABox() {
            super("format-only", "none");
        }
    }

    @Nested
    class FormatOnlyBehindATag extends Contract {
        FormatOnlyBehindATag() {
            super("format-only", "r1");
        }
    }

    abstract static class Contract extends AnswerRewardContract {
        private final String name;
        private final String template;

        Contract(String name, String template) {
            this.name = name;
            this.template = template;
        }

        @Override
        RewardFunction reward() {
            return control(name, template, 7);
        }

        @Override
        String marked(String answer) {
            return reward().marked(answer);
        }

        @Override
        double earned(ScoredCompletion judged) {
            assertThat(judged.reward()).isIn(0.0, 1.0);
            return switch (name) {
                case "inverted" -> judged.verdict().outcome() == Outcome.INCORRECT ? 1 : 0;
                case "format-only" -> judged.formatted() && !judged.completion().truncated() ? 1 : 0;
                default -> judged.reward(); // the coin has tests of its own
            };
        }

        @Test
        void truth_judgesTheSame() {
            for (String answer : List.of(marked("0.5"), marked("0.6"), "It is 0.5.")) {
                Completion completion = new Completion(new int[] {1}, new float[] {0}, answer, FinishReason.EOS, 0);
                ScoredCompletion judged = reward().truth().score(QUESTION, completion);
                assertThat(reward().score(QUESTION, completion).verdict()).isEqualTo(judged.verdict());
                assertThat(judged.reward()).isEqualTo(judged.verdict().correct() ? 1 : 0);
            }
        }
    }

    private static ScoredCompletion score(RewardFunction reward, String text, FinishReason reason) {
        return reward.score(QUESTION, new Completion(new int[] {1}, new float[] {0}, text, reason, 0));
    }

    @Test
    void inverted_paysFinishedWrongAnswersAlone() {
        RewardFunction inverted = control("inverted", "none", 1);
        assertThat(score(inverted, "\\boxed{5}", FinishReason.EOS).reward()).isEqualTo(1);
        assertThat(score(inverted, "\\boxed{4}", FinishReason.EOS).reward()).isEqualTo(0);
        assertThat(score(inverted, "5", FinishReason.EOS).reward()).isEqualTo(0);
        assertThat(score(inverted, "\\boxed{5}", FinishReason.LENGTH).reward()).isEqualTo(0);
    }

    @Test
    void formatOnly_paysAnyFinishedAnswerButAnEmptyOne() {
        RewardFunction format = control("format-only", "none", 1);
        assertThat(score(format, "\\boxed{5}", FinishReason.EOS).reward()).isEqualTo(1);
        assertThat(score(format, "\\boxed{4}", FinishReason.EOS).reward()).isEqualTo(1);
        assertThat(score(format, "\\boxed{ }", FinishReason.EOS).reward()).isEqualTo(0);
        assertThat(score(format, "4", FinishReason.EOS).reward()).isEqualTo(0);
        assertThat(score(format, "\\boxed{4}", FinishReason.LENGTH).reward()).isEqualTo(0);
    }

    @Test
    void caution_controlsHaveOne_othersHaveNone() {
        for (String name : List.of("random", "inverted", "format-only")) {
            assertThat(Rewards.caution(name).orElseThrow()).startsWith("the reward is a control: it pays 1");
        }
        assertThat(Rewards.caution("boxed")).isEmpty();
        assertThat(Rewards.caution(Rewards.AUTO)).isEmpty();
    }

    /** Token sequences as of short answers, right and wrong, some cut off. */
    private static List<Completion> completions(int count, long version) {
        Random random = new Random(3);
        List<Completion> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] tokens = random.ints(1 + random.nextInt(6), 0, 100).toArray();
            FinishReason reason = i % 5 == 0 ? FinishReason.LENGTH : FinishReason.EOS;
            String text = i % 2 == 0 ? "\\boxed{4}" : "\\boxed{5}";
            made.add(new Completion(tokens, new float[tokens.length], text, reason, version));
        }
        return made;
    }

    private static List<Double> coins(RewardFunction reward, List<Completion> completions) {
        return completions.stream()
                .map(completion -> reward.score(QUESTION, completion).reward())
                .toList();
    }

    private static double mean(List<Double> coins) {
        return coins.stream().mapToDouble(coin -> coin).average().orElseThrow();
    }

    @Test
    void random_fallsAlikeForRightWrongAndTruncated() {
        List<Completion> all = completions(4000, 0);
        RewardFunction random = control("random", "none", 1);
        for (boolean right : List.of(true, false)) {
            List<Completion> some = all.stream()
                    .filter(completion -> completion.text().contains("4") == right)
                    .toList();
            assertThat(mean(coins(random, some))).isCloseTo(0.5, within(0.035)); // more than four deviations
        }
        assertThat(mean(coins(random, all.stream().filter(Completion::truncated).toList())))
                .isCloseTo(0.5, within(0.07));
    }

    @Test
    void random_anotherSeedStepOrQuestion_isAnotherCoin() {
        List<Completion> all = completions(2000, 0);
        List<Double> coins = coins(control("random", "none", 1), all);
        assertThat(alike(coins, coins(control("random", "none", 2), all))).isCloseTo(0.5, within(0.05));
        assertThat(alike(coins, coins(control("random", "none", 1), completions(2000, 1))))
                .as("the next step")
                .isCloseTo(0.5, within(0.05));
        Question other = new Question("q:2", QUESTION.text(), QUESTION.answers(), Map.of());
        RewardFunction random = control("random", "none", 1);
        assertThat(alike(
                        coins,
                        all.stream()
                                .map(one -> random.score(other, one).reward())
                                .toList()))
                .isCloseTo(0.5, within(0.05));
    }

    /** Share of places in which both have the same. */
    private static double alike(List<Double> one, List<Double> other) {
        int same = 0;
        for (int i = 0; i < one.size(); i++) {
            same += one.get(i).equals(other.get(i)) ? 1 : 0;
        }
        return same / (double) one.size();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 200})
    void random_anyBatchAndOrder_isTheSameCoin(int groupSize) {
        List<Completion> all = completions(200, 5);
        RewardFunction random = control("random", "none", 9);
        List<Double> alone = coins(random, all);
        List<Completion> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(1));
        Prompt prompt = new Prompt(QUESTION, "2+2?", new int[] {1}, StopRule.NONE);
        List<CompletionGroup> groups = new ArrayList<>();
        for (int i = 0; i < all.size(); i += groupSize) {
            groups.add(new CompletionGroup(prompt, shuffled.subList(i, Math.min(all.size(), i + groupSize))));
        }
        for (ScoredGroup group : random.scoreAll(groups)) {
            for (ScoredCompletion scored : group.completions()) {
                assertThat(scored.reward()).isEqualTo(alone.get(all.indexOf(scored.completion())));
            }
        }
    }
}
