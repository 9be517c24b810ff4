package zero4j.algorithm;

import java.util.List;
import java.util.Locale;

/**
 * Generalised advantage estimation with a critic (arXiv 1506.02438, equation 16): {@code A_t = delta_t + gamma lambda A_t+1}
 * with {@code delta_t = r_t + gamma V_t+1 - V_t}; behind the last token the value is 0. The critic's target is {@code A_t +
 * V_t}.
 *
 * @param gamma discount of a token, in [0, 1]
 * @param lambda 1 for the Monte-Carlo return, 0 for one step of bootstrapping
 */
public record Gae(double gamma, double lambda) implements Advantage {
    @Override
    public List<Credit> of(List<List<Trajectory>> groups) {
        return groups.stream().flatMap(List::stream).map(this::credit).toList();
    }

    private Credit credit(Trajectory trajectory) {
        int length = trajectory.length();
        double[] advantages = new double[length];
        double[] returns = new double[length];
        double next = 0;
        double nextValue = 0;
        for (int t = length - 1; t >= 0; t--) {
            double value = trajectory.values()[t];
            next = trajectory.rewards()[t] + gamma * nextValue - value + gamma * lambda * next;
            advantages[t] = next;
            returns[t] = next + value;
            nextValue = value;
        }
        return new Credit(advantages, returns);
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
