package zero4j.algorithm;

import java.util.ArrayList;
import java.util.List;

/**
 * Settings that were changed and change nothing, because the algorithm has no use for them; and one that lets noise decide.
 * They are no errors: a comparison sets what only some of its algorithms use.
 */
public final class IdleSettings {
    private IdleSettings() {}

    /**
     * A sentence for each; most often there is none.
     *
     * @param algorithm of these settings
     * @param fromLearner whether ratios lead from the learner's log-probs in any case: {@code train.old_logprobs: learner}
     */
    public static List<String> of(AlgorithmSettings settings, Algorithm algorithm, boolean fromLearner) {
        List<String> idle = new ArrayList<>();
        kl(settings.kl(), algorithm, idle);
        surrogate(settings.objective(), algorithm, idle);
        advantage(settings.objective(), algorithm, idle);
        if (!settings.critic().equals(CriticSettings.DEFAULT)
                && algorithm.critic().isEmpty()) {
            idle.add(without("critic.*", settings.preset() + " has no critic"));
        }
        if (settings.dynamicSampling().orElse(1) > 1 && !algorithm.advantage().comparesGroup()) {
            idle.add(without(
                    "rollout.dynamic_sampling",
                    algorithm.name() + " learns from groups of equal rewards, too: it compares no group"));
        }
        idle.addAll(settings.correction().idle());
        Surrogate surrogate = algorithm.objective().surrogate();
        if (surrogate.comparesWithSampler()
                && !fromLearner
                && algorithm.objective().correction().on()) {
            idle.add(without(
                    "correction.*",
                    "the ratio of " + algorithm.name() + " leads from the sampler itself, unless train.old_logprobs is"
                            + " learner"));
        }
        return List.copyOf(idle);
    }

    private static void kl(KlSettings kl, Algorithm algorithm, List<String> idle) {
        boolean changed = kl.coefficient().isPresent() || !kl.reference().isEmpty() || kl.offload();
        if (changed && !algorithm.objective().kl().on()) {
            idle.add(without("kl.*", "kl.estimator is none: choose k1-reward, k2, k3 or k3-ratio"));
        }
        boolean byGroup = algorithm.advantage() instanceof Advantage.Standardised
                && algorithm.whitening().isEmpty();
        if (algorithm.objective().kl().estimator() == Kl.Estimator.K1_REWARD && byGroup) {
            idle.add("kl.estimator is k1-reward and " + algorithm.name()
                    + " divides by the deviation of a group's rewards:"
                    + " where all answers are equally right, the divergence alone decides, at full strength as soon as"
                    + " it deviates by 1e-4");
        }
    }

    private static void surrogate(ObjectiveSettings own, Algorithm algorithm, List<String> idle) {
        Surrogate surrogate = algorithm.objective().surrogate();
        boolean clips = own.clipLow().isPresent() || own.clipHigh().isPresent();
        if (clips && surrogate instanceof Surrogate.PolicyGradient) {
            idle.add(without("objective.clip_*", algorithm.name() + " has no ratio to clip"));
        }
        if (clips && surrogate instanceof Surrogate.SoftGate) {
            idle.add(without(
                    "objective.clip_*", algorithm.name() + " has a gate in the place of a clip: objective.tau_*"));
        }
        if ((own.tauPositive().isPresent() || own.tauNegative().isPresent())
                && !(surrogate instanceof Surrogate.SoftGate)) {
            idle.add(without("objective.tau_*", algorithm.name() + " has no gate"));
        }
        if (own.dualClip() > 0 && !(surrogate instanceof Surrogate.Clipped)) {
            idle.add(without("objective.dual_clip", algorithm.name() + " has no clip on the ratio of tokens"));
        }
        if (own.overlongPenalty() != ObjectiveSettings.PRESET.overlongPenalty()
                && algorithm.overlong().isEmpty()) {
            idle.add(without("objective.overlong_penalty", "objective.overlong_buffer is 0"));
        }
    }

    private static void advantage(ObjectiveSettings own, Algorithm algorithm, List<String> idle) {
        boolean divides = algorithm.whitening().isPresent()
                || switch (algorithm.advantage()) {
                    case Advantage.Standardised _, Advantage.BatchScaled _ -> true;
                    case Advantage.MeanNormalised _ -> own.stdDdof().isEmpty();
                    default -> false;
                };
        if ((own.stdDdof().isPresent() || own.stdEps().isPresent()) && !divides) {
            idle.add(without("objective.std_*", algorithm.name() + " divides by no deviation"));
        }
    }

    private static String without(String key, String why) {
        return key + " changes nothing: " + why;
    }
}
