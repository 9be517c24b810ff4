package zero4j.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

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
}
