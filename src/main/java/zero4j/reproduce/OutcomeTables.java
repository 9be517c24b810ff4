package zero4j.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import zero4j.Words;
import zero4j.report.Table;
import zero4j.reproduce.Experiment.Claim;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.Measurements.Unit;
import zero4j.reproduce.Outcome.Judged;

/** What came out of an experiment, in tables. */
final class OutcomeTables {
    private OutcomeTables() {}

    /** A cell of a table of means. */
    private interface Written {
        /** @param largest of the quantity's values, whoever's: all are written in as many digits as it needs */
        String as(Measured measured, double largest);
    }

    /** A verdict in words. */
    static String inWords(Outcome.Verdict verdict) {
        return switch (verdict) {
            case SHOWN -> "shown";
            case NOT_SHOWN -> "not shown";
            case OPPOSITE -> "opposite";
        };
    }

    /** How many claims are shown, in a sentence. */
    static String counted(List<Judged> judged) {
        List<String> counts = new ArrayList<>();
        for (Outcome.Verdict verdict : Outcome.Verdict.values()) {
            long those = judged.stream().filter(one -> one.verdict() == verdict).count();
            if (those > 0) {
                counts.add(those + " " + inWords(verdict));
            }
        }
        return counts.isEmpty()
                ? "No claim was judged."
                : "Of " + Words.counted(judged.size(), "claim") + ": " + String.join(", ", counts) + ".";
    }

    /** What an effect was seen in: {@code 3 seeds}. */
    static String seenIn(Effect effect) {
        return counted(effect.pairs(), effect.unit());
    }

    private static String counted(int number, Unit unit) {
        return Words.counted(number, thing(unit));
    }

    private static String thing(Unit unit) {
        return switch (unit) {
            case SEED -> "seed";
            case QUESTION -> "question";
        };
    }

    static String difference(Judged judged) {
        return QuantityWords.of(judged.claim().quantity()).written(judged.effect());
    }

    /** What a claim was judged by: {@code length of wrong responses, last steps: grpo − dr-grpo}. */
    static String measured(Claim claim) {
        QuantityWords words = QuantityWords.of(claim.quantity());
        String expected = switch (claim.expect()) {
            case MORE -> "expected above 0";
            case LESS -> "expected below 0";
            case SAME -> "expected within " + words.within(claim.within());
        };
        return words.inWords() + ": " + claim.subject() + (claim.number().isPresent() ? " against " : " − ")
                + claim.than() + "; " + expected;
    }

    /** The claims for a terminal: the longest column is the last, which goes on below. */
    static Table claims(Outcome outcome) {
        Table table = Table.ofTexts("verdict", "difference", "of", "claim");
        for (Judged judged : outcome.judged()) {
            table.row(
                    inWords(judged.verdict()),
                    difference(judged),
                    seenIn(judged.effect()),
                    judged.claim().says());
        }
        return table;
    }

    /** The claims for a page. */
    static Table claimsInFull(Outcome outcome) {
        Table table = Table.ofTexts("claim", "in the paper", "verdict", "difference", "of", "measured by");
        for (Judged judged : outcome.judged()) {
            table.row(
                    judged.claim().says(),
                    judged.claim().paper(),
                    inWords(judged.verdict()),
                    difference(judged),
                    seenIn(judged.effect()),
                    measured(judged.claim()));
        }
        return table;
    }

    /** The means of what the claims compare, of all subjects, in few columns: of those trained, and of those asked. */
    static List<Table> means(Outcome outcome) {
        Set<String> named =
                outcome.judged().stream().map(one -> one.claim().quantity()).collect(Collectors.toSet());
        List<Table> tables = new ArrayList<>();
        for (Unit unit : Unit.values()) {
            List<Measured> those = of(unit, outcome).stream()
                    .filter(one -> named.contains(one.quantity()))
                    .toList();
            if (!those.isEmpty()) {
                tables.add(bySubject(
                        corner(unit, those),
                        those,
                        quantity -> QuantityWords.of(quantity).briefly(),
                        OutcomeTables::mean));
            }
        }
        return tables;
    }

    /** All that was measured, with the range of the seeds, or the interval over questions. */
    static List<Table> numbers(Outcome outcome) {
        List<Table> tables = new ArrayList<>();
        for (Unit unit : Unit.values()) {
            List<Measured> those = of(unit, outcome);
            if (!those.isEmpty()) {
                int usual = usual(those);
                Written cell = (one, largest) -> {
                    int n = SubjectMean.of(one).n();
                    return meanAndSpread(one, largest) + (n == usual ? "" : " (" + n + ")");
                };
                String corner = "mean over " + counted(usual, unit);
                tables.add(
                        quantities(those).size() >= subjects(those).size()
                                ? byQuantity(corner, those, cell)
                                : bySubject(corner, those, OutcomeTables::named, cell));
            }
        }
        return tables;
    }

    private static List<Measured> of(Unit unit, Outcome outcome) {
        return outcome.measurements().values().stream()
                .filter(one -> one.unit() == unit && !one.values().isEmpty())
                .toList();
    }

    private static List<String> subjects(List<Measured> those) {
        return those.stream().map(Measured::subject).distinct().toList();
    }

    private static List<String> quantities(List<Measured> those) {
        return those.stream().map(Measured::quantity).distinct().toList();
    }

    /** How many values most means are of; of as many means the larger number. */
    private static int usual(List<Measured> those) {
        Map<Integer, Long> counts = those.stream()
                .collect(Collectors.groupingBy(one -> SubjectMean.of(one).n(), TreeMap::new, Collectors.counting()));
        int usual = 0;
        for (int n : counts.keySet()) {
            usual = counts.getOrDefault(n, 0L) >= counts.getOrDefault(usual, 0L) ? n : usual;
        }
        return usual;
    }

    /** With how many values the means are of, if all are of as many. */
    private static String corner(Unit unit, List<Measured> those) {
        int usual = usual(those);
        boolean alike = those.stream().allMatch(one -> SubjectMean.of(one).n() == usual);
        return "mean over " + (alike ? counted(usual, unit) : thing(unit) + "s");
    }

    private static Table bySubject(String corner, List<Measured> those, UnaryOperator<String> title, Written cell) {
        List<String> header = new ArrayList<>(List.of(corner));
        quantities(those).forEach(quantity -> header.add(title.apply(quantity)));
        Table table = Table.of(header);
        for (String subject : subjects(those)) {
            List<String> cells = new ArrayList<>(List.of(subject));
            quantities(those).forEach(quantity -> cells.add(cell(those, subject, quantity, cell)));
            table.row(cells);
        }
        return table;
    }

    private static Table byQuantity(String corner, List<Measured> those, Written cell) {
        List<String> header = new ArrayList<>(List.of(corner));
        header.addAll(subjects(those));
        Table table = Table.of(header);
        for (String quantity : quantities(those)) {
            List<String> cells = new ArrayList<>(List.of(named(quantity)));
            subjects(those).forEach(subject -> cells.add(cell(those, subject, quantity, cell)));
            table.row(cells);
        }
        return table;
    }

    private static String cell(List<Measured> those, String subject, String quantity, Written written) {
        double largest = those.stream()
                .filter(one -> one.quantity().equals(quantity))
                .mapToDouble(one -> SubjectMean.of(one).largest())
                .max()
                .orElse(0);
        return those.stream()
                .filter(one -> one.subject().equals(subject) && one.quantity().equals(quantity))
                .findFirst()
                .map(one -> written.as(one, largest))
                .orElse("-");
    }

    private static String named(String quantity) {
        return QuantityWords.of(quantity).title();
    }

    private static String mean(Measured measured, double largest) {
        return QuantityWords.of(measured.quantity())
                .written(SubjectMean.of(measured).mean(), largest);
    }

    private static String meanAndSpread(Measured measured, double largest) {
        QuantityWords quantity = QuantityWords.of(measured.quantity());
        SubjectMean of = SubjectMean.of(measured);
        double low = measured.unit() == Unit.SEED ? of.least() : of.low();
        double high = measured.unit() == Unit.SEED ? of.most() : of.high();
        String spread = of.n() < 2 || !Double.isFinite(low)
                ? ""
                : " [" + quantity.bare(low, largest) + ", " + quantity.bare(high, largest) + "]";
        return quantity.written(of.mean(), largest) + spread;
    }

    /** The arms of an experiment, or of its quick variant. */
    static Map<String, Map<String, String>> trained(Experiment experiment, boolean quick) {
        Map<String, Map<String, String>> arms = new LinkedHashMap<>(experiment.arms());
        List<String> only = experiment.quick().arms();
        if (quick && !only.isEmpty()) {
            arms.keySet().retainAll(only);
        }
        return arms;
    }
}
