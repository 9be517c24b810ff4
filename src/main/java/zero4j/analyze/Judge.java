package zero4j.analyze;

import java.util.List;
import java.util.Optional;

/**
 * Decides about responses what no verifier can: a language model that is asked, or rules that say that they are rules. Thread-safe.
 */
public interface Judge extends AutoCloseable {
    /** Who judges, for headers and records: {@code rules}, or a model and its address. */
    String name();

    /**
     * Whether each response tries to answer its question rather than to continue its text (arXiv 2503.20783, section 2.1).
     *
     * @return in the order of the responses; empty where no judgement was to be had, which is counted and told
     */
    List<Optional<Boolean>> answering(List<Response> responses);

    /**
     * What each response does beside answering (arXiv 2503.20783, section 2.3).
     *
     * @return in the order of the responses; empty where no judgement was to be had, which is counted and told
     */
    List<Optional<Reflection>> reflection(List<Response> responses);

    /** What readers of a finding must know about the judge, in sentences: what it is, how far it can be trusted, what it lacks. */
    default List<String> says() {
        return List.of("Judged by " + name() + ".");
    }

    @Override
    default void close() {}

    /**
     * What is judged.
     *
     * @param question as its source has it
     * @param text the completion
     */
    record Response(String question, String text) {}

    /** What a response does beside answering. */
    enum Reflection {
        /** It is not about the question. */
        OFF_TOPIC,
        /** It answers without looking back. */
        NONE,
        /** It looks back at what it has written: doubts, checks again, tries another way. */
        REFLECTION
    }
}
