package zero4j.verify.grade;

import java.util.List;
import java.util.Optional;
import zero4j.verify.Verdict;
import zero4j.verify.extract.Extracted;

/**
 * A graded answer.
 *
 * @param compared the text that was compared
 * @param references the texts that it was compared with
 * @param extracted where the compared text comes from; empty if it was taken as it stands
 */
public record Graded(Verdict verdict, String compared, List<String> references, Optional<Extracted> extracted) {
    public Graded {
        references = List.copyOf(references);
    }
}
