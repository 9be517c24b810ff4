package zero4j.data;

/** A named, indexable set of questions: the question at an index is always the same. Thread-safe. */
public interface QuestionSet {
    /** {@link #size()} of a set that never ends. */
    long ENDLESS = Long.MAX_VALUE;

    /** Short name for tables and logs, for example {@code math500}. */
    String name();

    /** Number of questions, or {@link #ENDLESS}. */
    long size();

    /**
     * The question at an index.
     *
     * @param index from 0 to {@code size() - 1}
     */
    Question get(long index);

    /** Hash of the contents (hex), recorded in a run's provenance and checked on resume. */
    String fingerprint();
}
