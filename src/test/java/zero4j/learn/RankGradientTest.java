package zero4j.learn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.dist.Communicator;
import zero4j.dist.RankProcess;
import zero4j.dist.SingleProcess;
import zero4j.learn.RankGradientMain.Share;

/** Two processes that share an update find the gradient that one process finds alone. */
class RankGradientTest {
    @Test
    void gradient_twoProcessesInAnyShares_isThatOfOne() {
        int port = RankProcess.freePort();
        try (RankProcess peer = RankProcess.start(RankGradientMain.class, RankProcess.meeting(port, 1, 2));
                Communicator ranks =
                        Communicator.join(Optional.of(RankProcess.meeting(port, 0, 2)), RankGradientMain.DEADLINE)) {
            Map<String, ProofBatch.Result> results = RankGradientMain.all(ranks);
            List<String> other = peer.output().lines().toList();
            results.forEach((name, result) ->
                    assertThat(other).as("rank 1").contains(name + ": " + RankGradientMain.bits(result)));
            for (String preset : Presets.names()) {
                compare(results, preset, "", AlgorithmSettings.of(preset));
                compare(results, preset, " with switches", GradientInvarianceTest.demanding(preset));
            }
            GradientAssert.assertClose(
                    requireNonNull(results.get("report")),
                    ProofLearner.report(RankGradientMain.batch(), new SingleProcess()),
                    "what is reported where one rank has nothing to learn from");
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
