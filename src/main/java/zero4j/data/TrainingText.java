package zero4j.data;

/**
 * A text of a set that models are trained on.
 *
 * @param id {@code <name>:<row from 0>}
 * @param question what is asked, where the text is a question or begins with one; otherwise empty
 * @param text what a model may read of it: a question with its solution, a conversation, or a text alone
 */
public record TrainingText(String id, String question, String text) {}
