package zero4j.template;

import java.util.List;
import zero4j.Registry;
import zero4j.data.Question;

/**
 * Turns a question into the text that the model continues. Stateless and thread-safe.
 *
 * <p>A class with a public constructor without parameters that a jar on {@code ZERO4J_CLASSPATH} names in the file
 * {@code META-INF/services/zero4j.template.PromptTemplate} is a template that recipes can name. Its constructor must not ask
 * {@link Templates}.
 */
public interface PromptTemplate extends Registry.Entry {
    /** The prompt's text, special tokens written out. */
    String render(Question question);

    /** Where a completion stops besides the model's own EOS. */
    default StopRule stop() {
        return StopRule.NONE;
    }

    /** Name of the reward that reads answers as the template has them marked: what {@code reward: auto} means. */
    default String reward() {
        return "boxed";
    }

    /** Special tokens the text relies on: the tokenizer must know each as a single token. */
    default List<String> requiredTokens() {
        return List.of();
    }
}
