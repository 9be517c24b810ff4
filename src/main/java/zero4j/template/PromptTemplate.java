package zero4j.template;

import java.util.List;
import zero4j.data.Question;

/** Turns a question into the text that the model continues. Stateless. */
public interface PromptTemplate {
    /** Name by which recipes choose it. */
    String name();

    /** The prompt's text, special tokens written out. */
    String render(Question question);

    /** Where a completion stops. */
    StopRule stop();

    /** How the answer is marked in a completion. */
    AnswerFormat answerFormat();

    /** Special tokens the text relies on: the tokenizer must know each as a single token. */
    List<String> requiredTokens();

    /** How a response marks its answer (arXiv 2503.20783, section 3). */
    enum AnswerFormat {
        /** The last {@code \boxed{…}}. */
        BOXED,
        /** {@code <answer>…</answer>} after {@code </think>}. */
        TAGGED
    }
}
