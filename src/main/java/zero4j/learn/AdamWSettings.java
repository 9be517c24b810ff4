package zero4j.learn;

/**
 * How AdamW (arXiv 1711.05101) steps. Weight decay applies to all parameters, norms and biases included, as plain {@code
 * torch.optim.AdamW} does.
 *
 * @param weightDecay decoupled: the parameters shrink by {@code learningRate * weightDecay} of themselves
 */
public record AdamWSettings(double beta1, double beta2, double eps, double weightDecay) {}
