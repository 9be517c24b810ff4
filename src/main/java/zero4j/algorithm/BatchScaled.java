package zero4j.algorithm;

import java.util.List;
import java.util.Locale;

/**
 * Return minus the group's mean, divided by the standard deviation of all returns of the rollout batch: Lite PPO (arXiv
 * 2508.08221).
 *
 * @param ddof 1 for the unbiased (sample) deviation, 0 for the population's
 * @param eps added to the deviation
 */
public record BatchScaled(int ddof, double eps) implements Advantage {
    @Override
    public List<Credit> of(List<List<Trajectory>> groups) {
        double[] all = groups.stream()
                .flatMap(List::stream)
                .mapToDouble(Trajectory::total)
                .toArray();
        double std = Moments.of(all).std(ddof) + eps;
        return Advantage.shared(groups, returns -> {
            double[] advantages = Moments.of(returns).centred(returns);
            for (int i = 0; i < advantages.length; i++) {
                advantages[i] /= std;
            }
            return advantages;
        });
    }

    @Override
    public String inWords() {
        return String.format(
                Locale.ROOT, "centred by the group's mean, divided by the batch's std (ddof %d, eps %.0e)", ddof, eps);
    }
}
