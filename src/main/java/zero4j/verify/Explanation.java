package zero4j.verify;

import java.util.List;

/**
 * A verdict and what it rests on.
 *
 * @param answerRead how the answer was read, or why it could not be, in one line
 * @param referencesRead the same of each reference, in their order
 */
public record Explanation(Verdict verdict, String answerRead, List<String> referencesRead) {
    public Explanation {
        referencesRead = List.copyOf(referencesRead);
    }
}
