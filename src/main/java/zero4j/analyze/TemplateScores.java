package zero4j.analyze;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import zero4j.eval.CellScores;
import zero4j.eval.ScoreEstimate;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;
import zero4j.report.ScoreData;
import zero4j.report.ScoreTables;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;

/**
 * What models score in templates (arXiv 2503.20783, Table 1): greedy, and the samples of one temperature, as {@code eval} counts
 * them.
 */
public final class TemplateScores {
    private static final String AVERAGE = "average";

    /** Bars of more rows than these are hard to tell from each other: then each template has a panel of its own. */
    private static final int MOST_BESIDE = 7;

    private TemplateScores() {}

    /** A model in a template: the ways in which it was asked. */
    private record Asked(Optional<SampleCell> greedy, Optional<SampleCell> sampled) {}

    /**
     * Counts a pass: of each model in each template the greedy completions, and the samples at temperature 1, or the nearest to
     * it that all of them have. Where they have none in common it is the nearest of each, which its row names.
     *
     * @throws zero4j.UserError if the samples cannot be read
     */
    public static ScoreMatrix of(SampleSet samples) {
        Map<List<String>, List<SampleCell>> rows = rows(samples);
        OptionalDouble common = common(rows.values());
        return new ScoreMatrix(rows.values().stream()
                .map(cells -> {
                    Asked asked = asked(cells, common);
                    OptionalDouble own = asked.sampled().isEmpty() || common.isPresent()
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(asked.sampled().orElseThrow().temperature());
                    SampleCell first = cells.getFirst();
                    return new ScoreRow(first.model(), first.template(), count(samples, asked), own);
                })
                .toList());
    }

    private static Map<List<String>, List<SampleCell>> rows(SampleSet samples) {
        Map<List<String>, List<SampleCell>> rows = new LinkedHashMap<>();
        samples.cells()
                .forEach(cell -> rows.computeIfAbsent(List.of(cell.model(), cell.template()), _ -> new ArrayList<>())
                        .add(cell));
        return rows;
    }

    private static Asked asked(List<SampleCell> cells, OptionalDouble common) {
        OptionalDouble chosen = common.isPresent() ? common : nearest(temperatures(cells));
        return new Asked(
                cells.stream().filter(cell -> cell.temperature() == 0).findFirst(),
                cells.stream()
                        .filter(cell -> cell.temperature() > 0 && cell.temperature() == chosen.orElseThrow())
                        .findFirst());
    }

    /** The temperature of samples that all rows with samples have; empty if there is none. */
    private static OptionalDouble common(Collection<List<SampleCell>> rows) {
        return rows.stream()
                .map(TemplateScores::temperatures)
                .filter(own -> !own.isEmpty())
                .reduce((some, others) -> {
                    Set<Double> both = new TreeSet<>(some);
                    both.retainAll(others);
                    return both;
                })
                .map(TemplateScores::nearest)
                .orElse(OptionalDouble.empty());
    }

    private static Set<Double> temperatures(List<SampleCell> cells) {
        return cells.stream()
                .map(SampleCell::temperature)
                .filter(temperature -> temperature > 0)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** To 1; of two that are as near the lower one. */
    private static OptionalDouble nearest(Set<Double> temperatures) {
        return temperatures.stream()
                .min(Comparator.<Double>comparingDouble(temperature -> Math.abs(temperature - 1))
                        .thenComparing(Comparator.naturalOrder()))
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    private static List<CellScores> count(SampleSet samples, Asked asked) {
        Map<String, CellScores.Counter> counters = new LinkedHashMap<>();
        int k = asked.sampled().map(SampleCell::samples).orElse(0);
        asked.greedy()
                .ifPresent(cell -> samples.read(
                        cell,
                        question -> counter(counters, question, k)
                                .greedy(
                                        question.question().id(),
                                        question.question().level(),
                                        question.completions().getFirst())));
        asked.sampled()
                .ifPresent(cell -> samples.read(
                        cell,
                        question -> counter(counters, question, k)
                                .sampled(
                                        question.question().id(),
                                        question.question().level(),
                                        question.completions())));
        return counters.values().stream().map(CellScores.Counter::scores).toList();
    }

    private static CellScores.Counter counter(
            Map<String, CellScores.Counter> counters, SampledQuestion question, int k) {
        return counters.computeIfAbsent(
                question.question().benchmark(), benchmark -> new CellScores.Counter(benchmark, k));
    }

    /** The tables, with a picture of the scores. */
    public static Finding finding(SampleSet samples) {
        ScoreMatrix matrix = of(samples);
        ScoreData data = ScoreData.of(matrix);
        TemplateNumbers numbers = new TemplateNumbers(data);
        List<Finding.Exhibit> exhibits = ScoreTables.of(matrix).stream()
                .map(titled -> new Finding.Exhibit(
                        titled.name(),
                        titled.title(),
                        titled.table(),
                        numbers.table(titled.name()),
                        chart(matrix, titled.name(), titled.title())))
                .toList();
        List<String> says = new ArrayList<>();
        says.add("As Table 1 of arXiv 2503.20783.");
        says.addAll(temperatures(samples, matrix));
        says.addAll(ScoreTables.notes(matrix));
        return new Finding("templates", "scores by model and template", says, exhibits, data);
    }

    private static List<String> temperatures(SampleSet samples, ScoreMatrix matrix) {
        List<String> own = matrix.rows().stream()
                .filter(row -> row.temperature().isPresent())
                .map(row -> row.label() + " at " + row.temperature().orElseThrow())
                .toList();
        if (!own.isEmpty()) {
            return List.of("No temperature is common to all rows. Samples are those of " + String.join("; ", own)
                    + ". Samples of different temperatures are not compared.");
        }
        return common(rows(samples).values()).stream()
                .mapToObj(temperature -> "Samples are those at temperature " + temperature + ".")
                .toList();
    }

    private static Optional<Chart> chart(ScoreMatrix matrix, String name, String title) {
        return switch (name) {
            case "greedy" -> Optional.of(chart(matrix, title, CellScores::greedyAccuracy));
            case "avg" -> Optional.of(chart(matrix, title, CellScores::averageAtK));
            default -> Optional.empty();
        };
    }

    private static Chart chart(ScoreMatrix matrix, String title, Function<CellScores, Optional<ScoreEstimate>> score) {
        List<String> places = new ArrayList<>(matrix.benchmarks());
        places.add(AVERAGE);
        List<String> models =
                matrix.rows().stream().map(ScoreRow::model).distinct().toList();
        List<String> templates =
                matrix.rows().stream().map(ScoreRow::template).distinct().toList();
        if (matrix.rows().size() <= MOST_BESIDE || models.size() == 1 || templates.size() == 1) {
            List<Mark> marks = new ArrayList<>();
            matrix.rows()
                    .forEach(row -> marks.add(bars(
                            row.label(), Optional.of(row), marks.size(), matrix.rows().size(), score)));
            Panel panel = new Panel(title, Axis.of(places), Axis.ofShares("share of answers that are right"), marks);
            return new Chart(title, List.of(panel), Chart.Legend.ABOVE, 110 * places.size(), 240);
        }
        List<Panel> panels = templates.stream()
                .map(template -> {
                    List<Mark> marks = new ArrayList<>();
                    models.forEach(model -> marks.add(
                            bars(model, row(matrix, model, template), marks.size(), models.size(), score)));
                    return new Panel("template " + template, Axis.of(places), Axis.ofShares(title), marks);
                })
                .toList();
        return new Chart(title, panels, Chart.Legend.RIGHT, 110 * places.size(), 220, 1);
    }

    private static Optional<ScoreRow> row(ScoreMatrix matrix, String model, String template) {
        return matrix.rows().stream()
                .filter(row -> row.model().equals(model) && row.template().equals(template))
                .findFirst();
    }

    /** One of several beside each other at every benchmark and at the average; nothing of a row that there is not. */
    private static Mark.Bars bars(
            String name,
            Optional<ScoreRow> row,
            int beside,
            int all,
            Function<CellScores, Optional<ScoreEstimate>> score) {
        double width = 0.8 / all;
        List<Optional<ScoreEstimate>> scores = new ArrayList<>();
        row.ifPresent(one -> {
            one.cells().forEach(cell -> scores.add(score.apply(cell)));
            scores.add(one.average(score));
        });
        List<Mark.Bar> bars = new ArrayList<>();
        for (int place = 0; place < scores.size(); place++) {
            double left = place - 0.4 + beside * width;
            scores.get(place)
                    .map(one -> new Mark.Bar(
                            left,
                            left + 0.9 * width,
                            one.value(),
                            one.interval().low(),
                            one.interval().high()))
                    .ifPresent(bars::add);
        }
        return new Mark.Bars(name, bars);
    }
}
