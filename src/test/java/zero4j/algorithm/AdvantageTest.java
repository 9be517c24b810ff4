package zero4j.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvantageTest {
    private static final Advantage.OfGroups CENTRED = new Advantage.Centred();
    private static final Advantage.OfGroups STANDARDISED = new Advantage.Standardised(1, 1e-8);

    @Test
    void centred_timesGroupOverGroupMinusOne_isLeaveOneOut() {
        Random random = new Random(1);
        for (int trial = 0; trial < 50; trial++) {
            double[] rewards = random.doubles(2 + random.nextInt(15), 0, 1).toArray();
            double[] advantages = CENTRED.ofGroup(rewards);
            int size = rewards.length;
            for (int i = 0; i < size; i++) {
                double others = 0;
                for (int j = 0; j < size; j++) {
                    others += j == i ? 0 : rewards[j] / (size - 1);
                }
                assertThat(advantages[i] * size / (size - 1)).isCloseTo(rewards[i] - others, within(1e-12));
            }
        }
    }

    @Test
    void standardised_knownGroup_dividesByTheSampleDeviation() {
        // rewards 1 0 0 0: mean 1/4, squares 3/4, sample variance 1/4, deviation 1/2
        double[] advantages = STANDARDISED.ofGroup(new double[] {1, 0, 0, 0});
        assertThat(advantages).containsExactly(new double[] {1.5, -0.5, -0.5, -0.5}, within(1e-6));
    }

    @Test
    void bothEstimators_equalRewards_giveZero() {
        double[] rewards = {1, 1, 1, 1};
        assertThat(CENTRED.ofGroup(rewards)).containsOnly(0);
        assertThat(STANDARDISED.ofGroup(rewards)).containsOnly(0);
    }

    /** Sums of tenths and thirds are rounded: the mean of equal numbers would be another. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1 / 3.0, -0.7, 1e-9, 12345.678})
    void ofGroup_equalRewardsThatAreNoBinaryFraction_isExactlyZero(double reward) {
        for (Advantage.OfGroups advantage :
                List.of(CENTRED, STANDARDISED, new Advantage.LeaveOneOut(), new Advantage.MeanNormalised(1e-6))) {
            for (int size = 2; size < 20; size++) {
                double[] rewards = new double[size];
                Arrays.fill(rewards, reward);
                assertThat(advantage.ofGroup(rewards))
                        .as("%s of %d", advantage, size)
                        .containsOnly(0);
            }
        }
    }

    @Test
    void standardised_rewardsThatDifferByRounding_staysSmall() {
        double[] advantages = STANDARDISED.ofGroup(new double[] {1, 1 + 1e-8, 1 - 1e-8, 1});
        assertThat(advantages).containsExactly(new double[] {0, 1e-4, -1e-4, 0}, within(1e-6));
    }

    @Test
    void batchScaled_rewardsThatDifferByRounding_staysSmall() {
        List<Response> group = List.of(response(), response());
        double[][] rewards = {{1 + 1e-8}, {1 - 1e-8}};
        Advantage advantage = new Advantage.BatchScaled(1, 1e-8);
        assertThat(advantage.estimate(group, rewards, List.of())[0]).containsExactly(new double[] {1e-4}, within(1e-6));
    }

    private static Response response() {
        return new Response("q", 0, new int[2], 1, Response.all(1), new float[1], new long[1], false, 1);
    }
}
