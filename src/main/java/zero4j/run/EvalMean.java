package zero4j.run;

/**
 * The unweighted means over the benchmarks of one evaluation.
 *
 * @param step training steps done before
 * @param greedy mean of the greedy accuracies
 * @param sampled mean of avg@k; NaN if there were no samples
 */
public record EvalMean(long step, double greedy, double sampled) {}
