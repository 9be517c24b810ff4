package zero4j.run;

/**
 * How a question fared at two moments of a run.
 *
 * @param question its id
 * @param first step of the first moment
 * @param last step of the second
 * @param before mean at the first: of an evaluation the share of correct completions, of training the reward
 * @param after mean at the second
 */
public record QuestionScore(String question, long first, long last, double before, double after) {}
