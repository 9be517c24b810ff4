package zero4j.algorithm;

import java.util.Arrays;

/**
 * What a response's tokens are praised or blamed for.
 *
 * @param advantages [responseLength]
 * @param returns targets of the critic, [responseLength]; empty without one
 */
public record Credit(double[] advantages, double[] returns) {
    /** One advantage for all tokens of a response. */
    static Credit shared(double advantage, int length) {
        double[] advantages = new double[length];
        Arrays.fill(advantages, advantage);
        return new Credit(advantages, new double[0]);
    }
}
