package zero4j.bench.verify;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import zero4j.Words;
import zero4j.report.Table;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;

/**
 * How right and how fast the verifier is: references against themselves, against rewrites that mean the same and near misses
 * that do not. Tables have their head as the first row.
 */
public final class VerifierBench {
    private static final int WARM_UPS = 3;

    private final VerifierReferences references;
    private final long seed;
    private final MathVerifier verifier = new MathVerifier();
    private final List<Pair> unread;
    private final List<Pair> unequal;
    private final List<Tally> rewrites;
    private final List<Tally> misses;

    /**
     * Judges all references and changes of them.
     *
     * @param seed of all random choices
     */
    public VerifierBench(VerifierReferences references, long seed) {
        this.references = references;
        this.seed = seed;
        unread = references.distinct().stream()
                .filter(this::unread)
                .map(text -> new Pair("not read", text, text))
                .toList();
        unequal = references.distinct().stream()
                .filter(reference -> !verifier.verify(reference, reference).correct())
                .map(text -> new Pair("not equal to itself", text, text))
                .toList();
        rewrites = Tally.of(Rewrites.all(), true, references.distinct(), verifier, seed);
        misses = Tally.of(NearMisses.all(), false, references.distinct(), verifier, seed);
    }

    /** Whether it cannot be read as an answer, compared with what it surely does not equal. */
    private boolean unread(String reference) {
        Outcome outcome = verifier.verify(reference, "31415926.53").outcome();
        return outcome == Outcome.UNPARSEABLE || outcome == Outcome.OVER_BUDGET;
    }

    /** The counts as a table. */
    public Table summary() {
        Tally same = Tally.total(rewrites);
        Tally other = Tally.total(misses);
        int distinct = references.distinct().size();
        int read = distinct - unread.size();
        int equal = distinct - unequal.size();
        return Table.of("references from " + references.origin(), "number", "share")
                .row("references", Figures.number(references.count()), "")
                .row("different ones", Figures.number(distinct), "")
                .row("read", Figures.number(read), Figures.percent(read, distinct))
                .row("equal to themselves", Figures.number(equal), Figures.percent(equal, distinct))
                .row(
                        "rewrites (" + Words.counted(Rewrites.all().size(), "kind") + ")",
                        Figures.number(same.applied()),
                        "")
                .row(accepted("rewrites accepted", same))
                .row(
                        "near misses (" + Words.counted(NearMisses.all().size(), "kind") + ")",
                        Figures.number(other.applied()),
                        "")
                .row(accepted("near misses accepted", other));
    }

    /** Each rewrite as a table: how often it applied and was accepted. */
    public Table rewrites() {
        return table("rewrite", "agreed", rewrites);
    }

    /** Each near miss as a table: how often it applied and was accepted. */
    public Table nearMisses() {
        return table("near miss", "accepted", misses);
    }

    private static Table table(String what, String counted, List<Tally> tallies) {
        Table table = Table.of(what, "applied", counted, "share");
        for (Tally tally : tallies) {
            table.row(
                    tally.change(),
                    Figures.number(tally.applied()),
                    Figures.number(tally.accepted()),
                    Figures.percent(tally.accepted(), tally.applied()));
        }
        return table;
    }

    private static List<String> accepted(String what, Tally tally) {
        return List.of(what, Figures.number(tally.accepted()), Figures.percent(tally.accepted(), tally.applied()));
    }

    /** References that are not read or not equal to themselves, a line each. */
    public List<String> failedReferences() {
        return Stream.concat(unread.stream(), unequal.stream())
                .map(this::failure)
                .toList();
    }

    /** Rewrites that are refused and near misses that are accepted, a line each. */
    public List<String> failedChanges() {
        return Stream.concat(rewrites.stream(), misses.stream())
                .flatMap(tally -> tally.wrong().stream())
                .map(this::failure)
                .toList();
    }

    private String failure(Pair pair) {
        Verdict verdict = verifier.verify(pair.answer(), pair.reference());
        return pair.change() + " | " + Figures.shown(pair.answer()) + " | " + Figures.shown(pair.reference()) + " | "
                + verdict.outcome() + ": " + verdict.rule();
    }

    /**
     * The times of single verdicts.
     *
     * @param slowest the pair of the maximum in words; empty if nothing was judged
     */
    public record Times(Table table, Optional<String> slowest) {}

    /** Times every pair once on one thread, warm. */
    public Times times() {
        List<Pair> same = pairs(Rewrites.all());
        List<Pair> other = pairs(NearMisses.all());
        List<Pair> all = Stream.concat(same.stream(), other.stream()).toList();
        for (int i = 0; i < WARM_UPS; i++) {
            Latencies.of(verifier, all);
        }
        Latencies both = Latencies.of(verifier, all);
        Table table = Table.of(
                        "one thread, warm", "verdicts", "median µs", "p99 µs", "p99.9 µs", "max µs", "per second")
                .row(row("rewrites", Latencies.of(verifier, same)))
                .row(row("near misses", Latencies.of(verifier, other)))
                .row(row("both", both));
        return new Times(table, both.slowest().map(this::slowest));
    }

    private List<Pair> pairs(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> Pair.of(change, references.distinct(), seed).stream())
                .toList();
    }

    private String slowest(Pair pair) {
        String again = Figures.micros(Latencies.of(verifier, List.of(pair)).micros(1));
        return "slowest of both (" + again + " µs when asked again): " + Figures.against(pair);
    }

    private static List<String> row(String name, Latencies latencies) {
        return List.of(
                name,
                Figures.number(latencies.count()),
                Figures.micros(latencies.micros(0.5)),
                Figures.micros(latencies.micros(0.99)),
                Figures.micros(latencies.micros(0.999)),
                Figures.micros(latencies.micros(1)),
                Figures.number(Math.round(latencies.perSecond())));
    }
}
