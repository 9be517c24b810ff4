package zero4j.analyze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zero4j.Words;
import zero4j.analyze.Exploration.PassAt;
import zero4j.analyze.Exploration.Score;
import zero4j.analyze.Finding.Exhibit;
import zero4j.report.Table;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;

/** How exploration is told and shown. */
final class ExplorationFinding {
    /** More columns than these say little more: then there are powers of two. */
    private static final int MOST_COLUMNS = 8;

    private final Exploration found;
    private final List<Score> whole;
    private final List<SampleCell> cells;
    private final Layout layout;
    /** The most samples that all cells have which are not greedy. */
    private final int k;

    ExplorationFinding(Exploration found) {
        this.found = found;
        whole = found.scores().stream()
                .filter(score -> score.benchmark().isEmpty())
                .toList();
        cells = whole.stream().map(Score::cell).toList();
        layout = new Layout(cells);
        k = cells.stream()
                .filter(cell -> cell.temperature() > 0)
                .mapToInt(SampleCell::samples)
                .min()
                .orElse(1);
    }

    Finding finding() {
        List<Exhibit> exhibits = new ArrayList<>();
        exhibits.add(new Exhibit(
                "temperature",
                "pass@" + k + " by temperature (figure 3, middle)",
                byTemperature(),
                numbers(whole),
                cells.isEmpty() ? Optional.empty() : Optional.of(overTemperatures())));
        if (k > 1) {
            exhibits.add(new Exhibit(
                    "samples",
                    "pass@k by k, at temperature " + Layout.number(shown()),
                    bySamples(),
                    numbers(atShown()),
                    Optional.of(overSamples())));
        }
        if (found.scores().size() > whole.size()) {
            exhibits.add(new Exhibit(
                    "benchmark", "pass@" + k + " by benchmark", byBenchmark(), numbers(parts()), Optional.empty()));
        }
        return new Finding(
                "exploration",
                "Exploration: what several samples of a question find that one does not",
                says(),
                exhibits,
                found);
    }

    private List<String> says() {
        if (cells.isEmpty()) {
            return List.of("There are no samples: nothing can be said.");
        }
        List<String> says = new ArrayList<>();
        says.add("pass@k is the share of questions that at least one of k samples solves, estimated without bias"
                + " (arXiv 2107.03374), over " + Words.counted(whole.getFirst().questions(), "question")
                + ", each counting the same, whatever its benchmark. Intervals are of 95 %, over questions.");
        List<String> best = new ArrayList<>();
        for (Layout.Way way : layout.ways()) {
            whole.stream()
                    .filter(score -> Layout.Way.of(score.cell()).equals(way)
                            && at(score, k).isPresent())
                    .max(Comparator.comparingDouble(
                            score -> at(score, k).orElseThrow().mean()))
                    .ifPresent(score -> best.add(way.inWords() + ": " + best(score)));
        }
        says.add("The temperature of the highest pass@" + k + ": " + String.join("; ", best) + ".");
        return says;
    }

    private String best(Score score) {
        double mean = at(score, k).orElseThrow().mean();
        return Layout.percent(mean)
                + (mean == 0 ? " at all" : " at " + Layout.number(score.cell().temperature()));
    }

    private double shown() {
        return Layout.shownTemperature(cells);
    }

    private static Optional<PassAt> at(Score score, int k) {
        return score.passAt().stream().filter(pass -> pass.k() == k).findFirst();
    }

    private static String cell(Score score, int k) {
        return at(score, k)
                .map(pass -> Layout.percent(pass.mean(), pass.interval()))
                .orElse("-");
    }

    private List<Integer> columns() {
        int most = cells.stream().mapToInt(SampleCell::samples).max().orElse(1);
        return IntStream.rangeClosed(1, most)
                .filter(i -> most <= MOST_COLUMNS || Integer.bitCount(i) == 1 || i == most)
                .boxed()
                .toList();
    }

    private Table byTemperature() {
        List<String> header = new ArrayList<>(List.of("model", "template", "temperature"));
        columns().forEach(i -> header.add("pass@" + i));
        Table table = Table.of(header).labelled(3);
        for (Score score : whole) {
            List<String> row = new ArrayList<>(List.of(
                    score.cell().model(),
                    score.cell().template(),
                    Layout.number(score.cell().temperature())));
            columns().forEach(i -> row.add(cell(score, i)));
            table.row(row);
        }
        return table;
    }

    private Chart overTemperatures() {
        return layout.curves(
                "pass@" + k + " by temperature",
                "temperature",
                Axis.ofShares("pass@" + k),
                way -> whole.stream()
                        .filter(score -> Layout.Way.of(score.cell()).equals(way))
                        .flatMap(score -> at(score, k).stream()
                                .map(pass -> new Layout.Value(
                                        score.cell().temperature(), pass.mean(), Optional.of(pass.interval()))))
                        .toList());
    }

    private List<Score> atShown() {
        return whole.stream()
                .filter(score -> score.cell().temperature() == shown())
                .toList();
    }

    private Table bySamples() {
        List<String> header = new ArrayList<>(List.of("k"));
        atShown().forEach(score -> header.add(Layout.Way.of(score.cell()).inWords()));
        Table table = Table.of(header);
        int most = atShown().stream()
                .mapToInt(score -> score.cell().samples())
                .max()
                .orElse(0);
        for (int i = 1; i <= most; i++) {
            int samples = i;
            List<String> row = new ArrayList<>(List.of(Integer.toString(i)));
            atShown().forEach(score -> row.add(cell(score, samples)));
            table.row(row);
        }
        return table;
    }

    private Chart overSamples() {
        return layout.curves(
                "pass@k by k",
                "k",
                Axis.ofShares("pass@k"),
                way -> atShown().stream()
                        .filter(score -> Layout.Way.of(score.cell()).equals(way))
                        .flatMap(score -> score.passAt().stream())
                        .map(pass -> new Layout.Value(pass.k(), pass.mean(), Optional.of(pass.interval())))
                        .toList());
    }

    private Table byBenchmark() {
        List<Double> temperatures =
                cells.stream().map(SampleCell::temperature).distinct().toList();
        List<String> header = new ArrayList<>(List.of("model", "template", "benchmark", "questions"));
        temperatures.forEach(temperature -> header.add("at " + Layout.number(temperature)));
        Table table = Table.of(header).labelled(3);
        parts().stream()
                .collect(Collectors.groupingBy(
                        score -> List.of(
                                score.cell().model(),
                                score.cell().template(),
                                score.benchmark().orElseThrow(),
                                Integer.toString(score.questions())),
                        java.util.LinkedHashMap::new,
                        Collectors.toMap(score -> score.cell().temperature(), score -> cell(score, k))))
                .forEach((label, byTemperature) -> {
                    List<String> row = new ArrayList<>(label);
                    temperatures.forEach(temperature -> row.add(byTemperature.getOrDefault(temperature, "-")));
                    table.row(row);
                });
        return table;
    }

    private List<Score> parts() {
        return found.scores().stream()
                .filter(score -> score.benchmark().isPresent())
                .toList();
    }

    private record Scored(Score score, PassAt pass) {}

    private static Table numbers(List<Score> scores) {
        return NumberColumns.of(scores.stream()
                        .flatMap(score -> score.passAt().stream().map(pass -> new Scored(score, pass)))
                        .toList())
                .withCell(one -> one.score().cell())
                .with("benchmark", one -> one.score().benchmark())
                .with("questions", one -> one.score().questions())
                .with("k", one -> one.pass().k())
                .with("pass", one -> one.pass().mean())
                .withInterval(one -> Optional.of(one.pass().interval()))
                .table();
    }
}
