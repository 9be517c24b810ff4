package zero4j.algorithm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** From the rewards of a rollout batch to the advantages of its tokens. */
public sealed interface Advantage permits Advantage.OfResponses, Advantage.ReturnToGo, Gae, BatchScaled, Whitened {
    /**
     * The credit of every response.
     *
     * @param groups the batch by question: the responses to one question form a group
     * @return one for each response, group after group
     */
    List<Credit> of(List<List<Trajectory>> groups);

    /** In words, for the header of a run. */
    String inWords();

    /** Whether it compares the responses to one question, so that a group needs two of them. */
    default boolean comparesGroup() {
        return true;
    }

    /** Estimators that give all tokens of a response one advantage, by the returns of its group. */
    sealed interface OfResponses extends Advantage {
        /** The advantages of a group's responses from their returns, in the same order. */
        double[] of(double[] returns);

        @Override
        default List<Credit> of(List<List<Trajectory>> groups) {
            return shared(groups, this::of);
        }
    }

    /** The rewards from each token on, without a baseline: REINFORCE (Williams 1992). */
    record ReturnToGo() implements Advantage {
        @Override
        public List<Credit> of(List<List<Trajectory>> groups) {
            return groups.stream().flatMap(List::stream).map(ReturnToGo::credit).toList();
        }

        private static Credit credit(Trajectory trajectory) {
            double[] advantages = trajectory.rewards().clone();
            for (int t = advantages.length - 2; t >= 0; t--) {
                advantages[t] += advantages[t + 1];
            }
            return new Credit(advantages, new double[0]);
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

    /** Return minus the group's mean: Dr. GRPO (arXiv 2503.20783, section 3.2). */
    record Centred() implements OfResponses {
        @Override
        public double[] of(double[] returns) {
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
    record Standardised(int ddof, double eps) implements OfResponses {
        @Override
        public double[] of(double[] returns) {
            double std = Moments.of(returns).std(ddof);
            return Arrays.stream(Moments.of(returns).centred(returns))
                    .map(r -> r / (std + eps))
                    .toArray();
        }

        @Override
        public String inWords() {
            return String.format(Locale.ROOT, "centred, divided by the group's std (ddof %d, eps %.0e)", ddof, eps);
        }
    }

    /** Return minus the mean of the other responses of the group: RLOO (arXiv 2402.14740, equation 8). */
    record LeaveOneOut() implements OfResponses {
        @Override
        public double[] of(double[] returns) {
            double sum = Arrays.stream(returns).sum();
            int others = Math.max(1, returns.length - 1);
            return Arrays.stream(returns).map(r -> r - (sum - r) / others).toArray();
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
    record MeanNormalised(double eps) implements OfResponses {
        @Override
        public double[] of(double[] returns) {
            double mean = Moments.of(returns).mean();
            return Arrays.stream(returns)
                    .map(r -> mean > 0 ? (r - mean) / (mean + eps) : 0)
                    .toArray();
        }

        @Override
        public String inWords() {
            return String.format(Locale.ROOT, "centred, divided by the group's mean (eps %.0e)", eps);
        }
    }

    /** One advantage for all tokens of a response, from the returns of its group. */
    static List<Credit> shared(List<List<Trajectory>> groups, UnaryOperator<double[]> advantages) {
        List<Credit> credits = new ArrayList<>();
        for (List<Trajectory> group : groups) {
            double[] values = advantages.apply(
                    group.stream().mapToDouble(Trajectory::total).toArray());
            for (int i = 0; i < values.length; i++) {
                credits.add(Credit.shared(values[i], group.get(i).length()));
            }
        }
        return credits;
    }
}
