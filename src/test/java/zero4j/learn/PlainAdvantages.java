package zero4j.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.CriticSettings;
import zero4j.algorithm.Kl;
import zero4j.algorithm.ObjectiveSettings;
import zero4j.algorithm.Response;
import zero4j.learn.ProofBatch.Sample;

/** Advantages of every preset as loops over the formulas of the papers, in double. */
final class PlainAdvantages {
    private final AlgorithmSettings settings;
    private final int budget;

    PlainAdvantages(AlgorithmSettings settings, int budget) {
        this.settings = settings;
        this.budget = budget;
    }

    /** [groups][responses][tokens] */
    double[][][] estimate(List<List<Sample>> groups) {
        double[][][] rewards = groups.stream()
                .map(group -> group.stream().map(this::tokenRewards).toArray(double[][]::new))
                .toArray(double[][][]::new);
        double[][][] advantages = new double[groups.size()][][];
        double batchStd = std(
                Arrays.stream(rewards)
                        .flatMap(Arrays::stream)
                        .mapToDouble(r -> sum(r))
                        .toArray(),
                ddof());
        for (int g = 0; g < rewards.length; g++) {
            advantages[g] = new double[rewards[g].length][];
            double[] totals = Arrays.stream(rewards[g]).mapToDouble(r -> sum(r)).toArray();
            for (int i = 0; i < totals.length; i++) {
                advantages[g][i] = switch (settings.preset()) {
                    case "ppo", "ppo-response-mean", "ppo-token-mean" ->
                        gae(rewards[g][i], groups.get(g).get(i).values());
                    case "reinforce", "reinforce++" -> toGo(rewards[g][i]);
                    default -> {
                        double[] same = new double[rewards[g][i].length];
                        Arrays.fill(same, ofResponse(totals, i, batchStd));
                        yield same;
                    }
                };
            }
        }
        if (settings.objective().whiten().orElse(settings.preset().startsWith("reinforce++"))) {
            whiten(advantages, groups);
        }
        bound(advantages);
        return advantages;
    }

    private double ofResponse(double[] totals, int i, double batchStd) {
        ObjectiveSettings objective = settings.objective();
        double mean = sum(totals) / totals.length;
        return switch (settings.preset()) {
            case "dr-grpo", "dppo", "dppo-kl", "reinforce++-baseline" -> totals[i] - mean;
            case "grpo", "dapo", "gspo", "cispo", "sapo", "gmpo" ->
                (totals[i] - mean) / (std(totals, ddof()) + objective.stdEps().orElse(1e-8));
            case "rloo" -> totals[i] - (sum(totals) - totals[i]) / (totals.length - 1);
            case "lite-ppo" ->
                (totals[i] - mean) / (batchStd + objective.stdEps().orElse(1e-8));
            case "maxrl" ->
                mean > 0 ? (totals[i] - mean) / (mean + objective.stdEps().orElse(1e-6)) : 0;
            default -> throw new IllegalArgumentException("no formula for " + settings.preset());
        };
    }

    private int ddof() {
        return settings.objective().stdDdof().orElse(1);
    }

    /** The response's reward on its last token, less the overlong punishment; minus beta x (log pi_old - log pi_ref) on each. */
    private double[] tokenRewards(Sample sample) {
        int length = sample.response().length();
        double[] rewards = new double[length];
        boolean byDefault = settings.preset().equals("reinforce++");
        Kl.Estimator estimator =
                settings.kl().estimator().orElse(byDefault ? Kl.Estimator.K1_REWARD : Kl.Estimator.NONE);
        if (estimator == Kl.Estimator.K1_REWARD) {
            float[] old = sample.old();
            for (int t = 0; t < length; t++) {
                rewards[t] = !sample.response().learnt()[t]
                        ? 0
                        : -settings.kl().coefficient().orElse(0.01) * ((double) old[t] - sample.reference()[t]);
            }
        }
        rewards[length - 1] += sample.response().reward() - overlong(length);
        return rewards;
    }

    /** DAPO (13): 0 up to L_max - L_cache, then ((L_max - L_cache) - |y|) / L_cache; -1 above L_max cannot happen. */
    private double overlong(int length) {
        int cache =
                settings.objective().overlongBuffer().orElse(settings.preset().equals("dapo") ? budget / 5 : 0);
        if (cache == 0 || length <= budget - cache) {
            return 0;
        }
        return settings.objective().overlongPenalty() * (length - (budget - cache)) / cache;
    }

    private static double[] toGo(double[] rewards) {
        double[] returns = new double[rewards.length];
        for (int t = 0; t < rewards.length; t++) {
            for (int s = t; s < rewards.length; s++) {
                returns[t] += rewards[s];
            }
        }
        return returns;
    }

    /** A_t = sum over l of (gamma lambda)^l (r_t+l + gamma V_t+l+1 - V_t+l). */
    double[] gae(double[] rewards, float[] values) {
        CriticSettings critic = settings.critic();
        double[] advantages = new double[rewards.length];
        for (int t = 0; t < rewards.length; t++) {
            for (int s = t; s < rewards.length; s++) {
                double next = s + 1 < rewards.length ? values[s + 1] : 0;
                double delta = rewards[s] + critic.gamma() * next - values[s];
                advantages[t] += Math.pow(critic.gamma() * critic.lambda(), s - t) * delta;
            }
        }
        return advantages;
    }

    /** The critic's target of each token of a response. */
    double[] returns(Sample sample) {
        float[] values = sample.values();
        double[] returns = gae(tokenRewards(sample), values);
        for (int t = 0; t < returns.length; t++) {
            returns[t] += values[t];
        }
        return returns;
    }

    /** By mean and deviation of the tokens that the update has. */
    private void whiten(double[][][] advantages, List<List<Sample>> groups) {
        List<Double> counted = new ArrayList<>();
        for (int g = 0; g < advantages.length; g++) {
            for (int i = 0; i < advantages[g].length; i++) {
                Response response = groups.get(g).get(i).response();
                boolean left = settings.objective().maskTruncated() && response.truncated();
                for (int t = 0; !left && t < response.length(); t++) {
                    if (response.learnt()[t]) {
                        counted.add(advantages[g][i][t]);
                    }
                }
            }
        }
        double[] all = counted.stream().mapToDouble(a -> a).toArray();
        double mean = sum(all) / all.length;
        double divisor = std(all, ddof()) + settings.objective().stdEps().orElse(1e-8);
        for (double[][] group : advantages) {
            for (double[] response : group) {
                for (int t = 0; t < response.length; t++) {
                    response[t] = (response[t] - mean) / divisor;
                }
            }
        }
    }

    private void bound(double[][][] advantages) {
        double bound = settings.objective().advantageClip();
        for (double[][] group : advantages) {
            for (double[] response : group) {
                for (int t = 0; bound > 0 && t < response.length; t++) {
                    response[t] = Math.max(-bound, Math.min(bound, response[t]));
                }
            }
        }
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double std(double[] values, int ddof) {
        double mean = sum(values) / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - ddof));
    }
}
