package zero4j.run;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The completions of one question in a training step, as they are kept.
 *
 * @param completions at least one, in sample order
 */
public record KeptGroup(Asked question, List<Kept> completions) {
    public KeptGroup {
        completions = List.copyOf(completions);
    }

    /**
     * A question, besides what each of its completions says of it.
     *
     * @param text as its source has it; empty if it is not known
     * @param tags what its source says of it, such as {@code level}; sorted by name
     */
    public record Asked(String text, Map<String, String> tags) {
        /** One of which nothing is known. */
        public static final Asked UNKNOWN = new Asked("", Map.of());

        public Asked {
            tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        }
    }

    /**
     * One of them, with what was learnt from it.
     *
     * @param policyVersion steps that the weights had been trained when they sampled it; negative if it is not known
     * @param logprob mean over its tokens of the log-prob that it was sampled by, nats; empty if it has no token
     * @param entropy mean over its tokens of the learner's entropy, nats; empty if the learner did not compute it
     * @param advantage mean over its tokens; empty if nothing was learnt from its group
     * @param tokens the values of each token, if they are kept
     */
    public record Kept(
            CompletionRecord record,
            long policyVersion,
            OptionalDouble logprob,
            OptionalDouble entropy,
            OptionalDouble advantage,
            Optional<TokenValues> tokens) {
        /** One of which only the record is known. */
        static Kept of(CompletionRecord record) {
            return new Kept(
                    record,
                    -1,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Optional.empty());
        }
    }
}
