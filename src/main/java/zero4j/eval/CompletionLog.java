package zero4j.eval;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import zero4j.run.CompletionRecord;

/**
 * Where the completions of an evaluation go as they come: benchmark by benchmark, first the greedy ones and then the samples, in
 * the order of the questions. An evaluation that was interrupted takes what it kept instead of sampling it again.
 */
@FunctionalInterface
public interface CompletionLog {
    /** Keeps the completions of some questions, each with all of its samples. */
    void add(List<CompletionRecord> records);

    /** What the same evaluation kept before it was interrupted, from its beginning. Asked once, at the beginning. */
    default Iterator<CompletionRecord> kept() {
        return Collections.emptyIterator();
    }

    /** The evaluation goes on behind so many of those that were kept; the rest is of no use. Called once, before {@link #add}. */
    default void goOnBehind(long records) {}
}
