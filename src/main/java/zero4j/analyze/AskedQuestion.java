package zero4j.analyze;

import java.util.Map;
import java.util.Optional;
import zero4j.data.Question;

/**
 * A question that models were asked.
 *
 * @param benchmark that has it
 * @param id unique within its benchmark
 * @param text as its source has it, without a template
 * @param tags what its source says of it, such as {@code level}
 */
public record AskedQuestion(String benchmark, String id, String text, Map<String, String> tags) {
    public AskedQuestion {
        tags = Map.copyOf(tags);
    }

    /** How hard its source takes it to be; empty if it does not say. */
    public Optional<String> level() {
        return Question.level(tags);
    }
}
