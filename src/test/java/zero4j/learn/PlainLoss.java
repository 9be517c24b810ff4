package zero4j.learn;

import java.util.ArrayList;
import java.util.List;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.ImportanceSampling;
import zero4j.algorithm.Kl;
import zero4j.algorithm.ObjectiveSettings;
import zero4j.learn.ProofBatch.Sample;

/** The loss of every preset as loops over the formulas of the papers, on a {@link Tape}. */
final class PlainLoss {
    private final Tape tape;
    private final AlgorithmSettings settings;
    private final int budget;

    PlainLoss(Tape tape, AlgorithmSettings settings, int budget) {
        this.tape = tape;
        this.settings = settings;
        this.budget = budget;
    }

    /**
     * What the model being trained says of a response's tokens, each [tokens].
     *
     * @param values of the critic; empty without one
     */
    record Scored(int[] logprobs, int[] entropies, int[] values) {}

    /**
     * @param policy the loss of the policy
     * @param total with the critic's
     */
    record Losses(int policy, int total) {}

    Losses losses(List<List<Sample>> groups, List<List<Scored>> scored) {
        PlainAdvantages advantages = new PlainAdvantages(settings, budget);
        double[][][] all = advantages.estimate(groups);
        long responses = 0;
        long tokens = 0;
        for (List<Sample> group : groups) {
            for (Sample sample : group) {
                responses += left(sample) ? 0 : 1;
                tokens += left(sample) ? 0 : learnt(sample);
            }
        }
        List<Integer> policy = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            for (int i = 0; i < groups.get(g).size(); i++) {
                Sample sample = groups.get(g).get(i);
                if (left(sample)) {
                    continue;
                }
                Scored now = scored.get(g).get(i);
                int[] losses = tokens(sample, now, all[g][i]);
                policy.add(aggregated(losses, responses, tokens));
                if (now.values().length > 0) {
                    values.add(tape.scale(value(sample, now, advantages.returns(sample)), 1.0 / tokens));
                }
            }
        }
        int loss = sum(policy);
        return new Losses(loss, values.isEmpty() ? loss : tape.add(loss, sum(values)));
    }

    private boolean left(Sample sample) {
        return learnt(sample) == 0
                || (settings.objective().maskTruncated() && sample.response().truncated());
    }

    private static int learnt(Sample sample) {
        int count = 0;
        for (boolean token : sample.response().learnt()) {
            count += token ? 1 : 0;
        }
        return count;
    }

    private int sum(List<Integer> nodes) {
        return tape.sum(nodes.stream().mapToInt(Integer::intValue).toArray());
    }

    private int aggregated(int[] losses, long responses, long tokens) {
        Aggregation.Kind kind = settings.objective()
                .aggregation()
                .orElse(
                        switch (settings.preset()) {
                            case "dr-grpo", "dppo", "dppo-kl", "ppo", "rloo", "reinforce", "maxrl" ->
                                Aggregation.Kind.SUM_OVER_BUDGET;
                            case "grpo", "ppo-response-mean", "gspo", "sapo", "gmpo" ->
                                Aggregation.Kind.MEAN_OF_RESPONSE_MEANS;
                            default -> Aggregation.Kind.MEAN_OF_TOKENS;
                        });
        double divisor = switch (kind) {
            case SUM_OVER_BUDGET -> (double) budget * responses;
            case MEAN_OF_RESPONSE_MEANS -> (double) losses.length * responses;
            case MEAN_OF_TOKENS -> tokens;
        };
        return tape.scale(tape.sum(losses), 1 / divisor);
    }

    private int[] tokens(Sample sample, Scored now, double[] advantages) {
        int length = now.logprobs().length;
        double[] old = old(sample, now);
        double[] correction = correction(sample, old);
        boolean[] learnt = sample.response().learnt();
        List<Integer> losses = new ArrayList<>();
        for (int t = 0; t < length; t++) {
            if (learnt[t]) {
                int loss = tape.scale(surrogate(now.logprobs(), old, learnt, t, advantages[t]), correction[t]);
                loss = tape.add(loss, kl(sample, now.logprobs()[t], old[t], t));
                losses.add(tape.sub(
                        loss,
                        tape.scale(now.entropies()[t], settings.objective().entropyBonus())));
            }
        }
        return losses.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Before the update; of the update itself if it is the first. */
    private double[] old(Sample sample, Scored now) {
        float[] known = sample.old();
        double[] old = tape.values(now.logprobs());
        for (int t = 0; t < known.length; t++) {
            old[t] = known[t];
        }
        return old;
    }

    private int surrogate(int[] logprobs, double[] old, boolean[] learnt, int t, double advantage) {
        ObjectiveSettings objective = settings.objective();
        int ratio = tape.exp(tape.plus(logprobs[t], -old[t]));
        return switch (settings.preset()) {
            case "rloo", "reinforce" -> tape.scale(logprobs[t], -advantage);
            case "gspo" -> {
                int sum = tape.leaf(0);
                int count = 0;
                for (int s = 0; s < old.length; s++) {
                    if (learnt[s]) {
                        sum = tape.add(sum, tape.plus(logprobs[s], -old[s]));
                        count++;
                    }
                }
                int mean = tape.exp(tape.scale(sum, 1.0 / count));
                yield clipped(mean, advantage, 3e-4, 4e-4);
            }
            case "dppo", "dppo-kl" -> {
                boolean far = divergence(Math.exp(old[t]), Math.exp(tape.value(logprobs[t])))
                        > (advantage > 0
                                ? objective.clipHigh().orElse(region())
                                : objective.clipLow().orElse(region()));
                boolean away = advantage * (tape.value(ratio) - 1) > 0;
                yield far && away ? tape.leaf(0) : tape.scale(ratio, -advantage);
            }
            case "sapo" -> {
                double tau = advantage > 0
                        ? objective.tauPositive().orElse(1)
                        : objective.tauNegative().orElse(1.05);
                // 1 / (1 + exp(-tau (ratio - 1)))
                int below = tape.plus(tape.exp(tape.scale(tape.plus(ratio, -1), -tau)), 1);
                yield tape.scale(tape.power(below, -1), -4 / tau * advantage);
            }
            case "gmpo" -> {
                int sum = tape.leaf(0);
                int count = 0;
                double sign = Math.signum(advantage);
                for (int s = 0; s < old.length; s++) {
                    if (learnt[s]) {
                        int log = tape.plus(logprobs[s], -old[s]);
                        int within = tape.clamp(
                                log,
                                -objective.clipLow().orElse(0.4),
                                objective.clipHigh().orElse(0.4));
                        int least = tape.min(tape.scale(log, sign), tape.scale(within, sign));
                        sum = tape.add(sum, tape.scale(least, sign));
                        count++;
                    }
                }
                yield tape.scale(tape.exp(tape.scale(sum, 1.0 / count)), -advantage);
            }
            case "cispo" -> {
                double low = 1 - objective.clipLow().orElse(1);
                double high = 1 + objective.clipHigh().orElse(4);
                double weight = Math.max(low, Math.min(high, tape.value(ratio)));
                yield tape.scale(logprobs[t], -weight * advantage);
            }
            case "dapo" -> clipped(ratio, advantage, 0.2, 0.28);
            default -> clipped(ratio, advantage, 0.2, 0.2);
        };
    }

    private double region() {
        return settings.preset().equals("dppo") ? 0.15 : 0.05;
    }

    /** Between a token and all others before, with probability mu of the token, and now, with pi. */
    private double divergence(double mu, double pi) {
        return settings.preset().equals("dppo")
                ? Math.abs(mu - pi)
                : mu * Math.log(mu / pi) + (1 - mu) * Math.log((1 - mu) / (1 - pi));
    }

    private int clipped(int ratio, double advantage, double low, double high) {
        ObjectiveSettings objective = settings.objective();
        int bounded = tape.clamp(
                ratio,
                1 - objective.clipLow().orElse(low),
                1 + objective.clipHigh().orElse(high));
        int gain = tape.min(tape.scale(ratio, advantage), tape.scale(bounded, advantage));
        if (objective.dualClip() > 0 && advantage < 0 && !settings.preset().equals("gspo")) {
            gain = tape.max(gain, tape.leaf(objective.dualClip() * advantage));
        }
        return tape.scale(gain, -1);
    }

    private static double ratio(ImportanceSampling.Level level, double own, double sum, int tokens) {
        return Math.exp(
                switch (level) {
                    case TOKEN -> own;
                    case SEQUENCE -> sum;
                    case GEOMETRIC -> sum / tokens;
                });
    }

    private double[] correction(Sample sample, double[] old) {
        ImportanceSampling correction = settings.correction().resolved();
        float[] sampler = sample.response().samplerLogprobs();
        double sum = 0;
        for (int t = 0; t < old.length; t++) {
            sum += sample.response().learnt()[t] ? old[t] - sampler[t] : 0;
        }
        double[] weights = new double[old.length];
        for (int t = 0; t < old.length; t++) {
            double own = old[t] - sampler[t];
            double w = ratio(correction.level(), own, sum, learnt(sample));
            weights[t] = switch (correction.kind()) {
                case NONE -> 1;
                case TRUNCATE -> Math.min(w, correction.cap());
                case MASK -> w < correction.floor() || w > correction.cap() ? 0 : w;
            };
            if (correction.mask().isPresent()) {
                ImportanceSampling.Mask mask = correction.mask().get();
                double seen = ratio(mask.level(), own, sum, learnt(sample));
                weights[t] = seen < mask.low() || seen > mask.high() ? 0 : weights[t];
            }
        }
        return weights;
    }

    /** With d = log pi - log pi_ref. */
    private int kl(Sample sample, int logprob, double old, int t) {
        Kl.Estimator preset = settings.preset().equals("reinforce++-baseline") ? Kl.Estimator.K2 : Kl.Estimator.NONE;
        Kl.Estimator estimator = settings.kl().estimator().orElse(preset);
        if (estimator == Kl.Estimator.NONE || estimator == Kl.Estimator.K1_REWARD) {
            return tape.leaf(0);
        }
        int d = tape.plus(logprob, -sample.reference()[t]);
        int k3 = tape.plus(tape.add(tape.exp(tape.scale(d, -1)), d), -1);
        int term = switch (estimator) {
            case K2 -> tape.scale(tape.mul(d, d), 0.5);
            case K3 -> k3;
            case K3_RATIO -> tape.mul(tape.exp(tape.plus(logprob, -old)), k3);
            case NONE, K1_REWARD -> throw new AssertionError();
        };
        return tape.scale(term, settings.kl().coefficient().orElse(0.01));
    }

    /** Sum over tokens of max((V - R)^2, (clip(V) - R)^2) / 2 times the coefficient. */
    private int value(Sample sample, Scored now, double[] returns) {
        double clip = settings.critic().clip();
        int sum = tape.leaf(0);
        for (int t = 0; t < returns.length; t++) {
            if (!sample.response().learnt()[t]) {
                continue;
            }
            double old = sample.values()[t];
            int error = tape.plus(now.values()[t], -returns[t]);
            int square = tape.mul(error, error);
            if (clip > 0) {
                int bounded = tape.plus(tape.clamp(now.values()[t], old - clip, old + clip), -returns[t]);
                square = tape.max(square, tape.mul(bounded, bounded));
            }
            sum = tape.add(sum, square);
        }
        return tape.scale(sum, settings.critic().coefficient() / 2);
    }
}
