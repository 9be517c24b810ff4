package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An answer to compare with a reference.
 *
 * @param change the name of the change that made the answer of the reference
 */
public record Pair(String change, String answer, String reference) {
    /** The pairs that a change makes of all references it applies to; each depends on its reference and the seed alone. */
    static List<Pair> of(Change change, List<String> references, long seed) {
        List<Pair> pairs = new ArrayList<>();
        for (String reference : references) {
            SplittableRandom random =
                    new SplittableRandom(seed + 31L * change.name().hashCode() + reference.hashCode());
            change.apply(reference, random).ifPresent(answer -> pairs.add(new Pair(change.name(), answer, reference)));
        }
        return pairs;
    }
}
