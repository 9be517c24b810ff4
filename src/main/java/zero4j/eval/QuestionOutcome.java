package zero4j.eval;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a question was answered in one way of asking.
 *
 * @param id unique in its benchmark
 * @param level as {@link zero4j.data.Question#level} has it; empty if it does not say
 * @param greedy whether the greedy completion is correct; null if there was none
 * @param correct of the samples
 * @param asked whether it was; not if its prompt is longer than the model's context, and then it counts as not answered
 */
public record QuestionOutcome(
        String id, Optional<String> level, @Nullable Boolean greedy, int correct, boolean asked) {}
