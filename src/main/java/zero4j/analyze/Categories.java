package zero4j.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import zero4j.eval.Category;
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
    public record Change(SampleCell cell, String against, String group, List<Difference> differences) {
        public Change {
            differences = List.copyOf(differences);
        }
    }

    /** How much larger the share of a category is. */
    public record Difference(Category category, PairedDifference difference) {}

    /** What was counted of a group. */
    private static final class Counts {
        private final Map<Category, Tally> tallies = new EnumMap<>(Category.class);
        private final List<Integer> responses = new ArrayList<>();

        private Counts() {
            for (Category category : Category.values()) {
                tallies.put(category, new Tally());
            }
        }

        private void add(List<CompletionRecord> completions) {
            responses.add(completions.size());
            tallies.values().forEach(tally -> tally.perQuestion.add(0));
            completions.forEach(completion -> tally(Category.of(completion)).add(completion.tokens()));
        }

        private Tally tally(Category category) {
            return Objects.requireNonNull(tallies.get(category), "all are there");
        }

        private long all() {
            return responses.stream().mapToLong(i -> i).sum();
        }

        /** Shares of a category, question by question. */
        private double[] shares(Category category) {
            double[] shares = new double[responses.size()];
            Arrays.setAll(shares, i -> (double) tally(category).perQuestion.get(i) / responses.get(i));
            return shares;
        }

        private Part part(Category category) {
            Tally tally = tally(category);
            long own = tally.perQuestion.stream().mapToLong(i -> i).sum();
            return new Part(
                    category,
                    own,
                    (double) own / all(),
                    Interval.ofMean(shares(category)),
                    own == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) tally.tokens / own));
        }
    }

    /** Responses of a category, question by question, and the tokens of all of them. */
    private static final class Tally {
        private final List<Integer> perQuestion = new ArrayList<>();
        private long tokens;

        private void add(int length) {
            perQuestion.set(perQuestion.size() - 1, perQuestion.getLast() + 1);
            tokens += length;
        }
    }

    private record Group(SampleCell cell, String name, Counts counts) {
        Breakdown breakdown() {
            return new Breakdown(
                    cell,
                    name,
                    counts.responses.size(),
                    counts.all(),
                    Arrays.stream(Category.values()).map(counts::part).toList());
        }

        Change against(Group other) {
            return new Change(
                    cell,
                    other.cell.model(),
                    name,
                    Arrays.stream(Category.values())
                            .map(category -> new Difference(
                                    category,
                                    PairedDifference.of(counts.shares(category), other.counts.shares(category))))
                            .toList());
        }
    }

    /** Counts every response of a set. */
    public static Categories of(SampleSet samples) {
        List<Group> groups = new ArrayList<>();
        samples.cells().forEach(cell -> groups.addAll(groups(samples, cell)));
        double shown = Layout.shownTemperature(groups.stream().map(Group::cell).toList());
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
        Map<String, Counts> levels =
                new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        Map<String, Counts> benchmarks = new LinkedHashMap<>();
        samples.readAsked(cell, asked -> {
            if (!asked.completions().isEmpty()) {
                Optional<String> level = asked.question().level();
                all.add(asked.completions());
                (level.isPresent()
                                ? levels.computeIfAbsent(LEVEL + level.orElseThrow(), _ -> new Counts())
                                : benchmarks.computeIfAbsent(asked.question().benchmark(), _ -> new Counts()))
                        .add(asked.completions());
            }
        });
        List<Group> groups = new ArrayList<>();
        if (!all.responses.isEmpty()) {
            groups.add(new Group(cell, ALL, all));
            levels.forEach((level, counts) -> groups.add(new Group(cell, level, counts)));
            benchmarks.forEach((benchmark, counts) -> groups.add(new Group(cell, benchmark, counts)));
        }
        return groups;
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
                        && other.counts.responses.size() == group.counts.responses.size())
                .findFirst();
    }

    /** The numbers as tables and pictures. */
    public Finding finding() {
        return new CategoriesFinding(this).finding();
    }
}
