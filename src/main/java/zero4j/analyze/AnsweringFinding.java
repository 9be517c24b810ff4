package zero4j.analyze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import zero4j.analyze.Answering.Cell;
import zero4j.analyze.Answering.Share;
import zero4j.analyze.Answering.Way;
import zero4j.analyze.Finding.Exhibit;
import zero4j.report.Table;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;

/** How answering is told and shown: templates beside each other for every model, as in the paper's figure. */
final class AnsweringFinding {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 220;
    private static final double FILLED = 0.8;

    private final Answering found;
    private final List<String> models;
    private final List<String> templates;
    private final List<Double> temperatures;
    private final Layout layout;

    AnsweringFinding(Answering found) {
        this.found = found;
        models = found.ways().stream().map(Way::model).distinct().toList();
        templates = found.ways().stream().map(Way::template).distinct().toList();
        temperatures = found.cells().stream()
                .map(cell -> cell.cell().temperature())
                .distinct()
                .toList();
        layout = new Layout(found.cells().stream().map(Cell::cell).toList());
    }

    Finding finding() {
        List<Exhibit> exhibits = new ArrayList<>();
        exhibits.add(new Exhibit(
                "template",
                "Share of responses that try to answer, by model and template (figure 3, left)",
                byTemplate(),
                numbers(
                        NumberColumns.of(found.ways()).with("model", Way::model).with("template", Way::template),
                        Way::answers),
                found.ways().isEmpty() ? Optional.empty() : Optional.of(bars())));
        if (temperatures.size() > 1) {
            exhibits.add(new Exhibit(
                    "temperature",
                    "Share of responses that try to answer, by temperature",
                    byTemperature(),
                    numbers(NumberColumns.of(found.cells()).withCell(Cell::cell), Cell::answers),
                    Optional.of(curves())));
        }
        return new Finding(
                "answering",
                "Answering: which responses try to answer, and which continue the text",
                says(),
                exhibits,
                found);
    }

    private List<String> says() {
        List<String> says = new ArrayList<>(found.says());
        says.add(
                "A share is the mean over questions; intervals are of 95 %, over questions. A response that tries to answer"
                        + " need not be right.");
        for (String model : models) {
            List<Way> own = found.ways().stream()
                    .filter(way -> way.model().equals(model) && way.answers().judged() > 0)
                    .sorted(Comparator.comparingDouble(way -> -way.answers().share()))
                    .toList();
            if (own.size() > 1 && differ(own.getFirst().answers(), own.getLast().answers())) {
                says.add(model + " answers most with the template "
                        + own.getFirst().template() + " ("
                        + percent(own.getFirst().answers()) + "), least with "
                        + own.getLast().template() + " ("
                        + percent(own.getLast().answers()) + ").");
            }
        }
        return says;
    }

    /** Whether their intervals leave each other alone. */
    private static boolean differ(Share most, Share least) {
        return most.interval().low() > least.interval().high();
    }

    private Table byTemplate() {
        Table table = Table.of("model", "template", "answering", "questions", "responses", "not judged")
                .labelled(2);
        found.ways()
                .forEach(way -> table.row(
                        way.model(),
                        way.template(),
                        cell(way.answers()),
                        Integer.toString(way.answers().questions()),
                        Long.toString(way.answers().responses()),
                        Long.toString(way.answers().responses() - way.answers().judged())));
        return table;
    }

    private static <T> Table numbers(NumberColumns<T> named, Function<T, Share> answers) {
        Function<T, Optional<Share>> known =
                thing -> Optional.of(answers.apply(thing)).filter(share -> share.judged() > 0);
        return named.with("questions", thing -> answers.apply(thing).questions())
                .with("responses", thing -> answers.apply(thing).responses())
                .with("judged", thing -> answers.apply(thing).judged())
                .with("answering", thing -> answers.apply(thing).answering())
                .with("share", thing -> known.apply(thing).map(Share::share))
                .withInterval(thing -> known.apply(thing).map(Share::interval))
                .table();
    }

    private Table byTemperature() {
        List<String> header = new ArrayList<>(List.of("model", "template"));
        temperatures.forEach(temperature -> header.add("at " + Layout.number(temperature)));
        Table table = Table.of(header).labelled(2);
        for (Way way : found.ways()) {
            List<String> row = new ArrayList<>(List.of(way.model(), way.template()));
            temperatures.forEach(temperature -> row.add(answers(way.model(), way.template(), temperature)
                    .map(AnsweringFinding::cell)
                    .orElse("-")));
            table.row(row);
        }
        return table;
    }

    private Optional<Share> answers(String model, String template, double temperature) {
        return found.cells().stream()
                .filter(cell -> cell.cell().model().equals(model)
                        && cell.cell().template().equals(template)
                        && cell.cell().temperature() == temperature)
                .map(Cell::answers)
                .filter(answers -> answers.judged() > 0)
                .findFirst();
    }

    private Chart bars() {
        double width = FILLED / templates.size();
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < templates.size(); i++) {
            String template = templates.get(i);
            double from = i * width - FILLED / 2;
            List<Mark.Bar> bars = new ArrayList<>();
            for (Way way : found.ways()) {
                if (way.template().equals(template) && way.answers().judged() > 0) {
                    double left = models.indexOf(way.model()) + from;
                    Share answers = way.answers();
                    bars.add(new Mark.Bar(
                            left,
                            left + width,
                            answers.share(),
                            answers.interval().low(),
                            answers.interval().high()));
                }
            }
            marks.add(new Mark.Bars(template, bars));
        }
        Panel panel = new Panel("responses that try to answer", Axis.of(models), Axis.ofShares("share of responses"), marks);
        return new Chart(
                "share of responses that try to answer, by model and template",
                List.of(panel),
                Chart.Legend.RIGHT,
                Math.max(WIDTH * 3 / 2, models.size() * WIDTH / 3),
                HEIGHT);
    }

    private Chart curves() {
        return layout.curves(
                "share of responses that try to answer, by temperature",
                "temperature",
                Axis.ofShares("share of responses that try to answer"),
                way -> temperatures.stream()
                        .sorted()
                        .flatMap(temperature -> answers(way.model(), way.template(), temperature)
                                .map(answers ->
                                        new Layout.Value(temperature, answers.share(), Optional.of(answers.interval())))
                                .stream())
                        .toList());
    }

    private static String percent(Share answers) {
        return Layout.percent(answers.share());
    }

    private static String cell(Share answers) {
        return answers.judged() == 0 ? "-" : Layout.percent(answers.share(), answers.interval());
    }
}
