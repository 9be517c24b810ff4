package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Presets;
import zero4j.recipe.Recipes;
import zero4j.reproduce.ExpectedDrift.Completion;
import zero4j.reproduce.ExpectedDrift.Group;

/** The drift of a policy whose every choice is known: a third is right, and it checks again by a coin of each state. */
class ExpectedDriftTest {
    private static final int BUDGET = 200;
    private static final int STEPS = 100;

    private static final List<List<Group>> GUESSES = batches(random -> guess(random, 0.5, 0.5));

    private interface Making {
        Group group(SplittableRandom random);
    }

    private static List<List<Group>> batches(Making making) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, STEPS)
                .mapToObj(_ -> IntStream.range(0, 16)
                        .mapToObj(_ -> making.group(random))
                        .toList())
                .toList();
    }

    private static Group guess(SplittableRandom random, double whenRight, double whenWrong) {
        return new Group(
                "guess",
                IntStream.range(0, 8)
                        .mapToObj(_ -> {
                            boolean right = random.nextInt(3) == 0;
                            int rechecks = 0;
                            int tokens = 40;
                            while (tokens < BUDGET && random.nextDouble() < (right ? whenRight : whenWrong)) {
                                rechecks++;
                                tokens += 10;
                            }
                            return new Completion(right, rechecks, tokens < BUDGET, tokens, right ? 1 : 0);
                        })
                        .toList());
    }

    /** Most are right, and none has a choice. */
    private static Group chain(SplittableRandom random) {
        return new Group(
                "chain",
                IntStream.range(0, 8)
                        .mapToObj(_ -> {
                            boolean right = random.nextInt(8) > 0;
                            return new Completion(right, 0, true, 30, right ? 1 : 0);
                        })
                        .toList());
    }

    private static Algorithm algorithm(String... settings) {
        return Presets.of(Recipes.train(settings).algorithm(), BUDGET);
    }

    private static ExpectedDrift drift(List<List<Group>> batches, String... settings) {
        return ExpectedDrift.of(batches, algorithm(settings));
    }

    @Test
    void of_meanOfEachResponse_makesRightOnesShorterAndWrongOnesLonger() {
        for (ExpectedDrift drift : List.of(
                drift(GUESSES, "algorithm=grpo"),
                drift(GUESSES, "algorithm=dr-grpo", "objective.aggregation=mean-of-response-means"))) {
            assertThat(drift.wrong()).isGreaterThan(0.0005);
            assertThat(drift.right()).isLessThan(-0.0005);
        }
    }

    @Test
    void of_sumOverBudget_leavesBothWhereTheyAre() {
        double wrong = drift(GUESSES, "algorithm=grpo").wrong() * 50; // as if divided by the mean length
        for (ExpectedDrift drift : List.of(
                drift(GUESSES, "algorithm=dr-grpo"),
                drift(GUESSES, "algorithm=grpo", "objective.aggregation=sum-over-budget"))) {
            assertThat(drift.wrong() * BUDGET).isCloseTo(0, within(wrong / 10));
            assertThat(drift.right() * BUDGET).isCloseTo(0, within(wrong / 10));
        }
    }

    @Test
    void of_questionsWithoutAChoice_changeNothingOfTheSign() {
        List<List<Group>> mixed = batches(random -> random.nextBoolean() ? guess(random, 0.5, 0.5) : chain(random));

        double wrong = drift(mixed, "algorithm=grpo").wrong() * 50;

        assertThat(wrong).isGreaterThan(0.025);
        assertThat(drift(mixed, "algorithm=dr-grpo").wrong() * BUDGET).isCloseTo(0, within(wrong / 5));
        assertThat(drift(mixed, "algorithm=dr-grpo").right() * BUDGET).isCloseTo(0, within(wrong / 5));
    }

    @Test
    void of_smallBatch_isTheDerivativeOfTheLossByTheLogit() {
        List<List<Group>> batches = batches(random -> guess(random, 0.3, 0.8)).subList(0, 2);

        ExpectedDrift drift = drift(batches, "algorithm=grpo");

        assertThat(drift.right()).isCloseTo(derivative(batches, true), within(1e-8));
        assertThat(drift.wrong()).isCloseTo(derivative(batches, false), within(1e-8));
    }

    /** GRPO's objective of the completions that are right, or of the others, written down as the papers do. */
    private static double derivative(List<List<Group>> batches, boolean right) {
        List<Completion> all = batches.stream()
                .flatMap(List::stream)
                .flatMap(group -> group.completions().stream())
                .filter(one -> one.right() == right)
                .toList();
        double on = all.stream().mapToInt(Completion::rechecks).sum();
        double ends = all.stream().filter(Completion::ended).count();
        DoubleUnaryOperator objective = logit -> {
            double p = 1 / (1 + Math.exp(-logit));
            double sum = 0;
            for (Group group : batches.stream().flatMap(List::stream).toList()) {
                List<Completion> ones = group.completions();
                double mean =
                        ones.stream().mapToDouble(Completion::reward).average().orElseThrow();
                double squares = ones.stream()
                        .mapToDouble(one -> (one.reward() - mean) * (one.reward() - mean))
                        .sum();
                double deviation = Math.max(1e-4, Math.sqrt(squares / (ones.size() - 1))) + 1e-8;
                for (Completion one : ones) {
                    if (one.right() == right) {
                        double logprob = one.rechecks() * Math.log(p) + (one.ended() ? Math.log(1 - p) : 0);
                        sum += (one.reward() - mean) / deviation / one.tokens() * logprob;
                    }
                }
            }
            return sum / all.size();
        };
        double at = Math.log(on / ends);
        double step = 1e-5;
        return (objective.applyAsDouble(at + step) - objective.applyAsDouble(at - step)) / (2 * step);
    }

    @Test
    void of_maskedTruncated_areNotPushedBy() {
        List<List<Group>> batches = List.of(List.of(new Group(
                "guess",
                List.of(
                        new Completion(false, 9, false, 200, 0),
                        new Completion(false, 0, true, 40, 0),
                        new Completion(true, 1, true, 50, 1)))));

        double masked = drift(batches, "algorithm=grpo", "objective.mask_truncated=true")
                .wrong();

        // 0.9 went on; the one that ended was 40 tokens long, that which was cut off 200.
        assertThat(masked).isPositive();
        assertThat(drift(batches, "algorithm=grpo").wrong()).isCloseTo(masked * (1 - 40.0 / 200), within(1e-9));
    }

    @Test
    void of_noneRight_hasNoNumber() {
        List<Completion> wrong =
                new ArrayList<>(List.of(new Completion(false, 1, true, 50, 0), new Completion(false, 0, true, 40, 0)));

        ExpectedDrift drift = drift(List.of(List.of(new Group("", wrong))), "algorithm=grpo");

        assertThat(drift.right()).isNaN();
        assertThat(drift.wrong()).isZero();
        assertThat(drift(List.of(), "algorithm=grpo").wrong()).isNaN();
    }
}
