package zero4j.algorithm;

import java.util.Arrays;

/**
 * A response as a sequence of rewards.
 *
 * @param rewards of its tokens, [responseLength]; the response's own reward is on the last
 * @param values of the critic at its tokens, [responseLength]; empty without a critic
 * @param masked left out of the update, though not of its group
 */
public record Trajectory(double[] rewards, float[] values, boolean masked) {
    /** The undiscounted return. */
    public double total() {
        return Arrays.stream(rewards).sum();
    }

    /** Its tokens. */
    public int length() {
        return rewards.length;
    }
}
