package zero4j.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import zero4j.eval.Interval;
import zero4j.eval.PairedDifference;
import zero4j.run.CompletionRecord;

/**
 * What became of responses, by level, and how long they are (arXiv 2503.20783, figure 12 and table 5).
 *
 * @param breakdowns of each cell: of all questions, then by level, then by benchmark those that have no level
 * @param changes of every model but the first against the first one at temperature 1, or else the highest, where both
 *     answered the same questions
 */
public record Categories(List<Breakdown> breakdowns, List<Change> changes) {
    /** The group of all questions. */
    public static final String ALL = "all";

    private static final String LEVEL = "level ";
    private static final int KINDS = Category.values().length;

    public Categories {
        breakdowns = List.copyOf(breakdowns);
        changes = List.copyOf(changes);
    }

    /**
     * The responses of a cell to a group of questions.
     *
     * @param group {@link #ALL}, a level, or a benchmark
     * @param parts one for each category, in their order
     */
    public record Breakdown(SampleCell cell, String group, int questions, long responses, List<Part> parts) {
        public Breakdown {
            parts = List.copyOf(parts);
        }
    }

    /**
     * The responses of a category.
     *
     * @param share of the group's responses, in [0, 1]
     * @param interval of it, over questions
     * @param meanTokens mean length; empty if there are no such responses
     */
    public record Part(Category category, long responses, double share, Interval interval, OptionalDouble meanTokens) {}

    /**
     * How much larger the shares of one model are than those of another one.
     *
     * @param cell of the model
     * @param against the other model
     * @param differences one for each category, in their order
     */
    public record Change(SampleCell cell, String against, String group, List<PairedDifference> differences) {
        public Change {
            differences = List.copyOf(differences);
        }
    }

    /** What was counted of a group: per question and category the responses, and per category the tokens of all. */
    private static final class Counts {
        private final List<int[]> perQuestion = new ArrayList<>();
        private final long[] tokens = new long[KINDS];

        private void add(List<CompletionRecord> completions) {
            int[] counts = new int[KINDS];
            for (CompletionRecord completion : completions) {
                int category = Category.of(completion).ordinal();
                counts[category]++;
                tokens[category] += completion.tokens();
            }
            perQuestion.add(counts);
        }

        /** Shares of a category, question by question. */
        private double[] shares(Category category) {
            return perQuestion.stream()
                    .mapToDouble(counts -> (double) counts[category.ordinal()] / Arrays.stream(counts).sum())
                    .toArray();
        }

        private Part part(Category category, long all) {
            long responses = perQuestion.stream().mapToLong(counts -> counts[category.ordinal()]).sum();
            return new Part(
                    category,
                    responses,
                    (double) responses / all,
                    Interval.ofMean(shares(category)),
                    responses == 0
                            ? OptionalDouble.empty()
                            : OptionalDouble.of((double) tokens[category.ordinal()] / responses));
        }
    }

    private record Group(SampleCell cell, String name, Counts counts) {
        Breakdown breakdown() {
            long all = counts.perQuestion.stream().flatMapToInt(Arrays::stream).sum();
            return new Breakdown(
                    cell,
                    name,
                    counts.perQuestion.size(),
                    all,
                    Arrays.stream(Category.values())
                            .map(category -> counts.part(category, all))
                            .toList());
        }

        Change against(Group other) {
            return new Change(
                    cell,
                    other.cell.model(),
                    name,
                    Arrays.stream(Category.values())
                            .map(category -> PairedDifference.of(counts.shares(category), other.counts.shares(category)))
                            .toList());
        }
    }

    /** Counts every response of a set. */
    public static Categories of(SampleSet samples) {
        List<Group> groups = new ArrayList<>();
        samples.cells().forEach(cell -> groups.addAll(groups(samples, cell)));
        double shown =
                Layout.shownTemperature(groups.stream().map(Group::cell).toList());
        return new Categories(
                groups.parallelStream().map(Group::breakdown).toList(),
                groups.parallelStream()
                        .filter(group -> group.cell.temperature() == shown)
                        .flatMap(group -> first(groups, group).stream().map(group::against))
                        .toList());
    }

    /** Levels in their natural order, whatever the order of the questions. */
    private static List<Group> groups(SampleSet samples, SampleCell cell) {
        Counts all = new Counts();
        Map<String, Counts> levels = new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        Map<String, Counts> benchmarks = new LinkedHashMap<>();
        samples.read(cell, asked -> {
            if (!asked.completions().isEmpty()) {
                Optional<String> level = asked.question().level();
                all.add(asked.completions());
                (level.isPresent()
                                ? levels.computeIfAbsent(inWords(level.orElseThrow()), _ -> new Counts())
                                : benchmarks.computeIfAbsent(asked.question().benchmark(), _ -> new Counts()))
                        .add(asked.completions());
            }
        });
        List<Group> groups = new ArrayList<>();
        if (!all.perQuestion.isEmpty()) {
            groups.add(new Group(cell, ALL, all));
            levels.forEach((level, counts) -> groups.add(new Group(cell, level, counts)));
            benchmarks.forEach((benchmark, counts) -> groups.add(new Group(cell, benchmark, counts)));
        }
        return groups;
    }

    /** Some sources write the word, others the number alone. */
    private static String inWords(String level) {
        return level.regionMatches(true, 0, LEVEL, 0, LEVEL.length())
                ? LEVEL + level.substring(LEVEL.length())
                : LEVEL + level;
    }

    /** The same group of the first model, asked in the same way. */
    private static Optional<Group> first(List<Group> groups, Group group) {
        String model = groups.getFirst().cell.model();
        return groups.stream()
                .filter(other -> other.cell.model().equals(model)
                        && !group.cell.model().equals(model)
                        && other.cell.template().equals(group.cell.template())
                        && other.cell.temperature() == group.cell.temperature()
                        && other.name.equals(group.name)
                        && other.counts.perQuestion.size() == group.counts.perQuestion.size())
                .findFirst();
    }

    /** The numbers as tables and pictures. */
    public Finding finding() {
        return new CategoriesFinding(this).finding();
    }
}
