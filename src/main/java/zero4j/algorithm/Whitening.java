package zero4j.algorithm;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Advantages shifted and scaled to mean 0 and standard deviation 1 over all learnt tokens of the rollout batch: REINFORCE++
 * (arXiv 2501.03262, equations 8 to 10), and what most programs do to PPO's advantages. The critic's targets stay as they are.
 *
 * @param ddof 1 for the unbiased (sample) deviation, 0 for the population's
 * @param eps added to the deviation
 */
public record Whitening(int ddof, double eps) {
    /**
     * The advantages anew, [responses][responseLength].
     *
     * @param sums over the batch, of which other processes may have other responses
     */
    double[][] whiten(List<Response> responses, double[][] advantages, Sums sums) {
        Moments moments = Moments.of(learnt(responses, advantages), sums);
        double divisor = moments.std(ddof) + eps;
        double[][] white = new double[advantages.length][];
        for (int i = 0; i < white.length; i++) {
            white[i] = DoubleStream.of(moments.centred(advantages[i]))
                    .map(a -> a / divisor)
                    .toArray();
        }
        return white;
    }

    private static double[] learnt(List<Response> responses, double[][] advantages) {
        return IntStream.range(0, advantages.length)
                .boxed()
                .flatMapToDouble(i -> {
                    boolean[] mask = responses.get(i).learnt();
                    return IntStream.range(0, mask.length).filter(t -> mask[t]).mapToDouble(t -> advantages[i][t]);
                })
                .toArray();
    }

    /** In words, for the header of a run. */
    String inWords() {
        return String.format(Locale.ROOT, ", whitened over the batch's tokens (ddof %d, eps %.0e)", ddof, eps);
    }
}
