package zero4j.verify;

import java.util.List;
import java.util.Optional;

/**
 * A verdict and what it rests on.
 *
 * @param answerRead how the answer was read, or why it could not be, in one line
 * @param form what in the answer's form keeps it from being paid, or that nothing does; empty if its value is wrong
 * @param referencesRead the same of each reference, in their order
 */
public record Explanation(Verdict verdict, String answerRead, Optional<String> form, List<String> referencesRead) {
    public Explanation {
        referencesRead = List.copyOf(referencesRead);
    }
}
