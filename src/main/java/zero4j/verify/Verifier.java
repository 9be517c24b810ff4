package zero4j.verify;

import java.util.List;

/**
 * Compares an answer with the accepted references.
 *
 * <p>A total function: it never throws, never waits, uses no clock, and gives the same verdict on every machine.
 */
@FunctionalInterface
public interface Verifier {
    /** The verdict on {@code answer}, which is right if it equals any of {@code references}. */
    Verdict verify(String answer, List<String> references);

    /**
     * The same where the question is known, of which a formula that is copied may be no answer.
     *
     * @param question its text
     */
    default Verdict verify(String answer, List<String> references, String question) {
        return verify(answer, references);
    }
}
