package zero4j.learn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zero4j.dist.Communicator;
import zero4j.dist.MeetingPlace;
import zero4j.dist.RankProcess;
import zero4j.dist.SingleProcess;
import zero4j.learn.RankGradientMain.Case;

/** Processes that share a batch find the gradient that one process finds alone, and learn the same from it. */
class RankGradientTest {
    /** What one process learns, which is asked for by each test. */
    private static final Map<Case, ProofLearner.Learnt> ALONE = new HashMap<>();

    @Test
    void learn_twoProcesses_isWhatOneLearns() {
        MeetingPlace place = MeetingPlace.open();
        try (place;
                RankProcess peer = RankProcess.start(RankGradientMain.class, place.of(1, 2));
                Communicator ranks = Communicator.join(Optional.of(place.of(0, 2)), RankGradientMain.DEADLINE)) {
            Map<String, ProofBatch.Result> results = RankGradientMain.all(ranks);
            List<String> other = peer.output().lines().toList();
            results.forEach((name, result) -> {
                if (!name.startsWith("metrics")) { // of which one is made of seconds
                    assertThat(other).contains(name + ": " + RankGradientMain.bits(result));
                }
            });
            RankGradientMain.cases().forEach(each -> compare(results, each));
        }
    }

    /** They are threads here, for four more virtual machines would take longer to start than to learn. */
    @Test
    void learn_fourRanks_isWhatOneLearns() {
        List<Map<String, ProofBatch.Result>> all = MeetingPlace.together(4, RankGradientMain::all);
        Map<String, ProofBatch.Result> results = all.getFirst();
        all.forEach(other -> results.forEach((name, result) -> {
            if (!name.startsWith("metrics")) {
                assertThat(RankGradientMain.bits(of(other, name))).as(name).isEqualTo(RankGradientMain.bits(result));
            }
        }));
        RankGradientMain.cases().forEach(each -> compare(results, each));
    }

    private static void compare(Map<String, ProofBatch.Result> results, Case each) {
        SingleProcess alone = new SingleProcess();
        if (!each.stale()) {
            close(results, "gradient of " + each, each.gradient(alone));
        }
        ProofLearner.Learnt learnt = ALONE.computeIfAbsent(each, _ -> each.learnt(alone, RankGradientMain.PEAK));
        close(results, "moments of " + each, learnt.moments());
        close(results, "advantages of " + each, learnt.advantages());
        ProofBatch.Result metrics = of(results, "metrics of " + each);
        assertThat(metrics.gradients().keySet())
                .isEqualTo(learnt.metrics().gradients().keySet());
        learnt.metrics().gradients().forEach((metric, value) -> {
            double found = requireNonNull(metrics.gradients().get(metric))[0];
            double rounding = 1e-5 + 1e-4 * Math.abs(value[0]);
            // Processes that have responses with one prompt compute it each.
            double more = metric.equals(ProofLearner.FLOPS) ? 0.5 * value[0] : 0;
            assertThat(found).as("%s of %s", metric, each).isBetween(value[0] - rounding, value[0] + rounding + more);
        });
    }

    private static void close(Map<String, ProofBatch.Result> results, String name, ProofBatch.Result alone) {
        boolean nothing = alone.gradients().values().stream()
                .flatMapToDouble(Arrays::stream)
                .allMatch(value -> value == 0);
        if (nothing) {
            assertThat(RankGradientMain.bits(of(results, name))).as(name).isEqualTo(RankGradientMain.bits(alone));
        } else {
            GradientAssert.assertClose(of(results, name), alone, name);
        }
    }

    private static ProofBatch.Result of(Map<String, ProofBatch.Result> results, String name) {
        return requireNonNull(results.get(name), name);
    }
}
