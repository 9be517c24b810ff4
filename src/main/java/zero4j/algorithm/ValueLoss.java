package zero4j.algorithm;

/**
 * What a critic learns from: a token's loss is {@code max((V - R)^2, (clip(V, V_old - clip, V_old + clip) - R)^2) / 2}, as in the
 * published code of PPO, before the coefficient.
 *
 * @param clip bound of a value's change in one rollout batch; 0 for none
 */
public record ValueLoss(double clip) {
    /**
     * Losses and their gradient.
     *
     * @param tokens the loss of each token before it is weighted, [scored]
     * @param values gradient of the weighted sum for each value, [scored]
     */
    public record Losses(double[] tokens, float[] values) {}

    /**
     * The losses of tokens, and the gradient of their weighted sum.
     *
     * @param values [scored]
     * @param old values before the update, [scored]
     * @param returns [scored]
     * @param weight of every token
     */
    public Losses losses(float[] values, float[] old, float[] returns, double weight) {
        Losses all = new Losses(new double[values.length], new float[values.length]);
        for (int t = 0; t < values.length; t++) {
            Term loss = loss(Term.variable(values[t]), old[t], returns[t]);
            all.tokens[t] = loss.value();
            all.values[t] = (float) (weight * loss.slope());
        }
        return all;
    }

    private Term loss(Term value, double old, double expected) {
        Term loss = value.minus(expected).square();
        if (clip > 0) {
            Term clipped = value.clamp(old - clip, old + clip);
            loss = Term.max(loss, clipped.minus(expected).square());
        }
        return loss.times(0.5);
    }
}
