package zero4j.data;

import java.util.List;
import java.util.Map;

/**
 * A question whose answer can be checked.
 *
 * @param id unique and stable within its set, for example {@code math500:17}
 * @param text the question, as it is put into the template unchanged
 * @param answers accepted reference answers, at least one; any one is enough
 * @param tags what the source says about it, such as {@code level} or {@code family}; never null
 */
public record Question(String id, String text, List<String> answers, Map<String, String> tags) {
    public Question {
        answers = List.copyOf(answers);
        tags = Map.copyOf(tags);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("question " + id + " has no reference answer");
        }
    }
}
