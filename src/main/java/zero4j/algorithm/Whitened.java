package zero4j.algorithm;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Another estimate, shifted and scaled to mean 0 and standard deviation 1 over all tokens of the rollout batch,
 * those of masked responses left out: REINFORCE++
 * (arXiv 2501.03262, equations 8 to 10), and what most programs do to PPO's advantages. The critic's targets stay as they are.
 *
 * @param ddof 1 for the unbiased (sample) deviation, 0 for the population's
 * @param eps added to the deviation
 */
public record Whitened(Advantage inner, int ddof, double eps) implements Advantage {
    @Override
    public List<Credit> of(List<List<Trajectory>> groups) {
        List<Credit> credits = inner.of(groups);
        List<Trajectory> trajectories = groups.stream().flatMap(List::stream).toList();
        Moments moments = Moments.of(IntStream.range(0, credits.size())
                .filter(i -> !trajectories.get(i).masked())
                .mapToObj(i -> credits.get(i).advantages())
                .flatMapToDouble(DoubleStream::of)
                .toArray());
        double std = moments.std(ddof) + eps;
        return credits.stream()
                .map(credit -> new Credit(
                        DoubleStream.of(moments.centred(credit.advantages()))
                                .map(a -> a / std)
                                .toArray(),
                        credit.returns()))
                .toList();
    }

    @Override
    public String inWords() {
        return String.format(
                Locale.ROOT, "%s, whitened over the batch's tokens (ddof %d, eps %.0e)", inner.inWords(), ddof, eps);
    }

    @Override
    public boolean comparesGroup() {
        return inner.comparesGroup();
    }
}
