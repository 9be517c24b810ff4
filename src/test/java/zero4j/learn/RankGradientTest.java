package zero4j.learn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.dist.Communicator;
import zero4j.dist.MeetingPlace;
import zero4j.dist.RankProcess;
import zero4j.dist.SingleProcess;
import zero4j.learn.RankGradientMain.Share;

/** Two processes that share an update find the gradient that one process finds alone, and learn the same from it. */
class RankGradientTest {
    @Test
    void gradient_twoProcessesInAnyShares_isThatOfOne() {
        try (MeetingPlace place = MeetingPlace.open();
                RankProcess peer = RankProcess.start(RankGradientMain.class, place.of(1, 2));
                Communicator ranks = Communicator.join(Optional.of(place.of(0, 2)), RankGradientMain.DEADLINE)) {
            Map<String, ProofBatch.Result> results = RankGradientMain.all(ranks);
            List<String> other = peer.output().lines().toList();
            results.forEach((name, result) -> {
                if (!name.startsWith("metrics")) { // of which one is made of seconds
                    assertThat(other).as("rank 1").contains(name + ": " + RankGradientMain.bits(result));
                }
            });
            for (String preset : Presets.names()) {
                compare(results, preset, "", AlgorithmSettings.of(preset));
                compare(results, preset, " with switches", GradientInvarianceTest.demanding(preset));
            }
            for (String preset : Presets.names()) {
                compareLearnt(results, preset);
            }
        }
    }

    /** From the advantages to the optimizer: with groups of equal rewards only on one rank, too, or with none at all. */
    private static void compareLearnt(Map<String, ProofBatch.Result> results, String preset) {
        ProofLearner.Learnt alone = ProofLearner.learnt(
                RankGradientMain.batch(), AlgorithmSettings.of(preset), new SingleProcess(), RankGradientMain.PEAK);
        for (Share share : List.of(Share.FIRST_GROUP, Share.LIVING_GROUPS, Share.ALL_GROUPS)) {
            String name = preset + " " + share;
            GradientAssert.assertClose(
                    requireNonNull(results.get("moments of " + name), name), alone.moments(), "moments of " + name);
            ProofBatch.Result metrics = requireNonNull(results.get("metrics of " + name), name);
            assertThat(metrics.gradients().keySet())
                    .isEqualTo(alone.metrics().gradients().keySet());
            alone.metrics()
                    .gradients()
                    .forEach((metric, value) -> assertThat(
                                    requireNonNull(metrics.gradients().get(metric))[0])
                            .as("%s of %s", metric, name)
                            .isCloseTo(value[0], within(1e-5 + 1e-4 * Math.abs(value[0]))));
        }
    }

    private static void compare(
            Map<String, ProofBatch.Result> results, String preset, String suffix, AlgorithmSettings settings) {
        ProofBatch.Result alone = ProofLearner.of(RankGradientMain.batch(), settings);
        for (Share share : Share.values()) {
            String name = preset + " " + share + suffix;
            ProofBatch.Result shared = requireNonNull(results.get(name), name);
            switch (share) {
                // The other rank adds zeros.
                case ALL, NONE, ALL_GROUPS, NO_GROUPS -> GradientAssert.assertSameBits(shared, alone, name);
                case HALF, EVERY_THIRD, FIRST_GROUP, LIVING_GROUPS -> GradientAssert.assertClose(shared, alone, name);
            }
        }
    }
}
