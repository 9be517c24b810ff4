package zero4j.algorithm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/** From the rewards of a rollout batch's tokens to their advantages. */
public sealed interface Advantage {
    /**
     * The advantages of all tokens, [responses][responseLength].
     *
     * @param responses those of one question, which form a group, follow each other and are all there
     * @param rewards of the tokens, [responses][responseLength]
     * @param values of a critic, [responseLength] each, or empty without one
     */
    double[][] estimate(List<Response> responses, double[][] rewards, List<float[]> values);

    /** In words, for the header of a run. */
    String inWords();

    /** Whether it compares the responses to one question, so that a group needs two of them. */
    default boolean comparesGroup() {
        return true;
    }

    /** Whether nothing may be taken from the rewards, neither a divergence nor a punishment of length. */
    default boolean needsWholeRewards() {
        return false;
    }

    /** The deviation over the whole batch that it divides by, before its lower bound, if it does. */
    default OptionalDouble batchStd(double[][] rewards) {
        return OptionalDouble.empty();
    }

    /** Estimators that give all tokens of a response one advantage, by the returns of its group. Open to others' algorithms. */
    non-sealed interface OfGroups extends Advantage {
        /** The advantages of a group's responses from their returns, in the same order. */
        double[] ofGroup(double[] returns);

        @Override
        default double[][] estimate(List<Response> responses, double[][] rewards, List<float[]> values) {
            return shared(responses, rewards, this::ofGroup);
        }
    }

    /** The rewards from each token on, without a baseline: REINFORCE (Williams 1992). */
    record ReturnToGo() implements Advantage {
        @Override
        public double[][] estimate(List<Response> responses, double[][] rewards, List<float[]> values) {
            return Arrays.stream(rewards).map(ReturnToGo::toGo).toArray(double[][]::new);
        }

        private static double[] toGo(double[] rewards) {
            double[] advantages = rewards.clone();
            for (int t = advantages.length - 2; t >= 0; t--) {
                advantages[t] += advantages[t + 1];
            }
            return advantages;
        }

        @Override
        public String inWords() {
            return "the return itself, no baseline";
        }

        @Override
        public boolean comparesGroup() {
            return false;
        }
    }

    /**
     * Generalised advantage estimation with a critic (arXiv 1506.02438, equation 16): {@code A_t = delta_t + gamma lambda
     * A_t+1} with {@code delta_t = r_t + gamma V_t+1 - V_t}; behind the last token the value is 0. The critic's target is
     * {@code A_t + V_t}.
     *
     * @param gamma discount of a token, in [0, 1]
     * @param lambda 1 for the Monte-Carlo return, 0 for one step of bootstrapping
     */
    record Gae(double gamma, double lambda) implements Advantage {
        @Override
        public double[][] estimate(List<Response> responses, double[][] rewards, List<float[]> values) {
            double[][] advantages = new double[rewards.length][];
            for (int i = 0; i < rewards.length; i++) {
                advantages[i] = backwards(rewards[i], values.get(i));
            }
            return advantages;
        }

        private double[] backwards(double[] rewards, float[] values) {
            double[] advantages = new double[rewards.length];
            double next = 0;
            double nextValue = 0;
            for (int t = rewards.length - 1; t >= 0; t--) {
                double value = values[t];
                next = rewards[t] + gamma * nextValue - value + gamma * lambda * next;
                advantages[t] = next;
                nextValue = value;
            }
            return advantages;
        }

        @Override
        public String inWords() {
            return String.format(Locale.ROOT, "GAE with a critic (gamma %s, lambda %s)", gamma, lambda);
        }

        @Override
        public boolean comparesGroup() {
            return false;
        }
    }

    /** Return minus the group's mean: Dr. GRPO (arXiv 2503.20783, section 3.2). */
    record Centred() implements OfGroups {
        @Override
        public double[] ofGroup(double[] returns) {
            return Moments.of(returns).centred(returns);
        }

        @Override
        public String inWords() {
            return "centred by the group's mean, no std";
        }
    }

    /**
     * Return minus the group's mean, divided by the group's standard deviation: GRPO (arXiv 2402.03300, section 4.1.2).
     *
     * @param ddof 1 for the unbiased (sample) deviation, 0 for the population's
     * @param eps added to the deviation
     */
    record Standardised(int ddof, double eps) implements OfGroups {
        @Override
        public double[] ofGroup(double[] returns) {
            return Moments.of(returns).standardised(returns, ddof, eps);
        }

        @Override
        public String inWords() {
            return String.format(Locale.ROOT, "centred, divided by the group's std (ddof %d, eps %.0e)", ddof, eps);
        }
    }

    /**
     * Return minus the group's mean, divided by the standard deviation of all returns of the rollout batch: Lite PPO (arXiv
     * 2508.08221).
     *
     * @param ddof 1 for the unbiased (sample) deviation, 0 for the population's
     * @param eps added to the deviation
     */
    record BatchScaled(int ddof, double eps) implements Advantage {
        @Override
        public double[][] estimate(List<Response> responses, double[][] rewards, List<float[]> values) {
            double divisor = Math.max(std(rewards), Moments.LEAST_STD) + eps;
            return shared(
                    responses,
                    rewards,
                    returns -> Arrays.stream(Moments.of(returns).centred(returns))
                            .map(v -> v / divisor)
                            .toArray());
        }

        @Override
        public OptionalDouble batchStd(double[][] rewards) {
            return OptionalDouble.of(std(rewards));
        }

        private double std(double[][] rewards) {
            return Moments.of(
                            Arrays.stream(rewards).mapToDouble(Advantage::total).toArray())
                    .std(ddof);
        }

        @Override
        public String inWords() {
            return String.format(
                    Locale.ROOT,
                    "centred by the group's mean, divided by the batch's std (ddof %d, eps %.0e)",
                    ddof,
                    eps);
        }
    }

    /** Return minus the mean of the other responses of the group: RLOO (arXiv 2402.14740, equation 8). */
    record LeaveOneOut() implements OfGroups {
        @Override
        public double[] ofGroup(double[] returns) {
            // The same as the return minus the mean of the others, and exactly 0 where all are equal.
            double factor = returns.length / (double) Math.max(1, returns.length - 1);
            return Arrays.stream(Moments.of(returns).centred(returns))
                    .map(r -> r * factor)
                    .toArray();
        }

        @Override
        public String inWords() {
            return "minus the mean of the group's other responses";
        }
    }

    /**
     * Return minus the group's mean, divided by that mean: MaxRL (arXiv 2602.02710). It is made for rewards of 0 and 1; a
     * group whose mean is not above 0 gets no advantage.
     *
     * @param eps added to the mean
     */
    record MeanNormalised(double eps) implements OfGroups {
        @Override
        public double[] ofGroup(double[] returns) {
            double mean = Moments.of(returns).mean();
            return Arrays.stream(returns)
                    .map(r -> mean > 0 ? (r - mean) / (mean + eps) : 0)
                    .toArray();
        }

        @Override
        public boolean needsWholeRewards() {
            return true;
        }

        @Override
        public String inWords() {
            return String.format(Locale.ROOT, "centred, divided by the group's mean (eps %.0e)", eps);
        }
    }

    /** One advantage for all tokens of a response, from the returns of its group. */
    private static double[][] shared(List<Response> responses, double[][] rewards, UnaryOperator<double[]> advantages) {
        double[][] all = new double[rewards.length][];
        int end = 0;
        for (int start = 0; start < all.length; start = end) {
            int group = responses.get(start).group();
            while (end < all.length && responses.get(end).group() == group) {
                end++;
            }
            double[] ofGroup = advantages.apply(Arrays.stream(rewards, start, end)
                    .mapToDouble(Advantage::total)
                    .toArray());
            for (int i = start; i < end; i++) {
                all[i] = new double[rewards[i].length];
                Arrays.fill(all[i], ofGroup[i - start]);
            }
        }
        return all;
    }

    /** The undiscounted return. */
    private static double total(double[] rewards) {
        return Arrays.stream(rewards).sum();
    }
}
