package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.MathVerifier;

/**
 * How a verifier judged the pairs of one change.
 *
 * @param applied number of pairs
 * @param accepted number of them that were called correct
 * @param wrong the pairs with the wrong verdict: rewrites that were not accepted, near misses that were
 */
record Tally(String change, int applied, int accepted, List<Pair> wrong) {
    Tally {
        wrong = List.copyOf(wrong);
    }

    /**
     * Judges every reference under every change.
     *
     * @param same whether the changes keep the meaning
     */
    static List<Tally> of(
            List<Change> changes, boolean same, List<String> references, MathVerifier verifier, long seed) {
        List<Tally> tallies = new ArrayList<>();
        for (Change change : changes) {
            List<Pair> pairs = Pair.of(change, references, seed);
            List<Pair> wrong = pairs.stream()
                    .filter(pair ->
                            verifier.verify(pair.answer(), pair.reference()).correct() != same)
                    .toList();
            int accepted = same ? pairs.size() - wrong.size() : wrong.size();
            tallies.add(new Tally(change.name(), pairs.size(), accepted, wrong));
        }
        return tallies;
    }

    /** All of them as one. */
    static Tally total(List<Tally> tallies) {
        return new Tally(
                "all",
                tallies.stream().mapToInt(Tally::applied).sum(),
                tallies.stream().mapToInt(Tally::accepted).sum(),
                tallies.stream().flatMap(tally -> tally.wrong().stream()).toList());
    }
}
