package zero4j.algorithm;

/**
 * What models say of a response's tokens before the first update. Arrays are [responseLength], or empty where the algorithm
 * does not need them; none may be modified.
 *
 * @param old log-probs under the policy before the update (pi_old); empty: those of the update's own first pass
 * @param reference log-probs under the reference policy
 * @param values what the critic expects as the return from each token on
 */
public record TokenEstimates(float[] old, float[] reference, float[] values) {
    /** Nothing is needed. */
    public static final TokenEstimates NONE = new TokenEstimates(new float[0], new float[0], new float[0]);
}
