package zero4j.serve;

import java.util.List;
import java.util.Optional;
import zero4j.rollout.CompletionGroup;

/** A protocol of requests to sample: how one is read, and how its answer is written. */
interface Dialect {
    /**
     * What a request asks for.
     *
     * @throws Refusal if it asks for what is not done here
     */
    GenerationOrder read(Exchange exchange);

    /** Writes the answer to one order. */
    AnswerWriter writer(GenerationOrder order);

    /** Writes an answer, whole or in pieces, as values for JSON. Not thread-safe. */
    interface AnswerWriter {
        /** The whole answer. */
        Object whole(List<CompletionGroup> groups);

        /** Events of a stream for what has become known of a completion. */
        List<Object> piece(StreamPiece piece);

        /** The last event of a stream before its end, if there is one. */
        default Optional<Object> last(List<CompletionGroup> groups) {
            return Optional.empty();
        }
    }
}
