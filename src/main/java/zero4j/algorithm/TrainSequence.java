package zero4j.algorithm;

/**
 * A response ready for the learner.
 *
 * @param advantages of its tokens, [responseLength], not to be modified
 * @param returns what the critic should have expected at its tokens, [responseLength]; empty without a critic
 * @param masked left out of the update: it has no loss and counts in no divisor
 */
public record TrainSequence(
        Response response, TokenEstimates estimates, float[] advantages, float[] returns, boolean masked) {
    public TrainSequence {
        if (advantages.length != response.length()) {
            throw new IllegalArgumentException(
                    "a response of " + response.length() + " tokens cannot have " + advantages.length + " advantages");
        }
    }

    /** Whether every advantage is 0, so that the surrogate has no gradient. */
    public boolean neutral() {
        for (float advantage : advantages) {
            if (advantage != 0) {
                return false;
            }
        }
        return true;
    }
}
