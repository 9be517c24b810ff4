package zero4j.algorithm;

/**
 * A policy-gradient objective.
 *
 * @param name of the preset
 * @param advantage from rewards to advantages
 * @param surrogate loss of a token
 * @param aggregation weight of a token
 */
public record Algorithm(String name, Advantage advantage, Surrogate surrogate, Aggregation aggregation) {
    /** The objective in one line, with its divisor. */
    public String inWords() {
        return advantage.inWords() + "; " + surrogate.inWords() + "; " + aggregation.inWords() + "; no KL";
    }
}
