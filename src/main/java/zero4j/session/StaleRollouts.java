package zero4j.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.Words;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.ImportanceSampling;
import zero4j.algorithm.Surrogate;
import zero4j.learn.OldLogprobs;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutSettings;

/** What it means for a training that its rollouts run ahead, so that older weights than the learner's have sampled them. */
public final class StaleRollouts {
    private StaleRollouts() {}

    /** In words, for the header of a run; empty where sampling and learning take turns. */
    public static Optional<String> inWords(TrainSetup setup) {
        RolloutSettings rollout = setup.rollout();
        int ahead = rollout.ahead();
        if (ahead == 0) {
            return Optional.empty();
        }
        boolean served = Engines.onServers(rollout.backend());
        String own = served ? "" : "; the sampler has weights of its own";
        int waiting = waiting(rollout);
        String copies = waiting == 0
                ? ""
                : "; up to " + Words.counted(waiting, "copy", "copies") + " of weights in memory, which wait for it";
        String cores = served || setup.placement().isCuda()
                ? ""
                : "; " + Words.counted(rollout.workers(), "thread") + " of the sampler beside "
                        + Words.counted(setup.threads(), "thread") + " of the learner";
        String age = rollout.remote().inFlight() ? "at most " : "";
        return Optional.of(Words.counted(ahead, "batch", "batches") + " sampled while the learner works, by weights "
                + age + Words.counted(ahead, "step") + " older than those that learn from them" + own + copies + cores);
    }

    /** How many versions of the weights may wait at the same time for a sampler that is not ready for them, each as a copy. */
    static int waiting(RolloutSettings rollout) {
        return rollout.ahead() == 1 || rollout.remote().inFlight() ? 0 : rollout.ahead();
    }

    /** A sentence for each thing that the settings leave undone about older weights; most often there is none. */
    static List<String> warnings(TrainRecipe recipe, Algorithm algorithm) {
        List<String> warnings = new ArrayList<>();
        if (recipe.rollout().ahead() > 0) {
            ImportanceSampling correction = algorithm.objective().correction();
            Surrogate surrogate = algorithm.objective().surrogate();
            boolean weighted = correction.kind() != ImportanceSampling.Kind.NONE;
            String stale = "rollout.ahead is " + recipe.rollout().ahead() + ", and ";
            String untrue =
                    ": what older weights have sampled counts as if the learner's had. Choose correction.preset: tis";
            if (surrogate instanceof Surrogate.PolicyGradient && !weighted) {
                warnings.add(stale + algorithm.name() + " has no ratio" + untrue);
            } else if (correction.on() && !weighted && !surrogate.comparesWithSampler()) {
                warnings.add(stale + "the correction leaves out and weighs nothing" + untrue + "+seq-mask");
            } else if (recipe.train().oldLogprobs() == OldLogprobs.LEARNER && !weighted) {
                warnings.add(stale + "train.old_logprobs is learner, without a correction" + untrue
                        + ", or train.old_logprobs: auto");
            }
        }
        return warnings;
    }
}
