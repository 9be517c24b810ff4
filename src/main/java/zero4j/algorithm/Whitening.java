package zero4j.algorithm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Advantages shifted and scaled to mean 0 and standard deviation 1 over all learnt tokens of the rollout batch: REINFORCE++
 * (arXiv 2501.03262, equations 8 to 10), and what most programs do to PPO's advantages. The critic's targets stay as they are.
 *
 * <p>The deviation counts as at least 1e-4, so that a batch whose advantages are all the same stays without any.
 *
 * @param ddof 1 for the unbiased (sample) deviation, 0 for the population's
 * @param eps added to the deviation
 */
public record Whitening(int ddof, double eps) {
    /** The moments that the advantages are whitened by: those of all learnt tokens. */
    static Moments moments(List<Response> responses, double[][] advantages) {
        return Moments.of(learnt(responses, advantages));
    }

    /** The advantages anew, [responses][responseLength]. */
    double[][] whiten(double[][] advantages, Moments moments) {
        return Arrays.stream(advantages)
                .map(perToken -> moments.standardised(perToken, ddof, eps))
                .toArray(double[][]::new);
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
