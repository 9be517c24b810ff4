package zero4j.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zero4j.analyze.Categories.Breakdown;
import zero4j.analyze.Categories.Change;
import zero4j.analyze.Categories.Part;
import zero4j.eval.Category;
import zero4j.report.Table;

/** Categories as tables, for people and as numbers. */
final class CategoriesTables {
    private static final List<String> NAMES =
            Arrays.stream(Category.values()).map(Category::inWords).toList();

    private final Categories found;
    private final List<Breakdown> whole;
    private final List<Breakdown> shown;
    private final List<Breakdown> atShown;

    /**
     * Of these.
     *
     * @param whole those of all questions
     * @param shown those of the temperature that is shown
     * @param atShown those that are both
     */
    CategoriesTables(Categories found, List<Breakdown> whole, List<Breakdown> shown, List<Breakdown> atShown) {
        this.found = found;
        this.whole = whole;
        this.shown = shown;
        this.atShown = atShown;
    }

    private record Counted(Breakdown breakdown, Part part) {}

    private record Changed(Change change, Categories.Difference difference) {}

    /** A line for each category. */
    Table numbers(List<Breakdown> breakdowns) {
        return NumberColumns.of(breakdowns.stream()
                        .flatMap(breakdown -> breakdown.parts().stream().map(part -> new Counted(breakdown, part)))
                        .toList())
                .withCell(one -> one.breakdown().cell())
                .with("group", one -> one.breakdown().group())
                .with("questions", one -> one.breakdown().questions())
                .with("category", one -> one.part().category().inWords())
                .with("responses", one -> one.part().responses())
                .with("share", one -> one.part().share())
                .withInterval(one -> Optional.of(one.part().interval()))
                .with("mean_tokens", one -> one.part().meanTokens())
                .table();
    }

    Table changeNumbers() {
        return NumberColumns.of(found.changes().stream()
                        .flatMap(change -> change.differences().stream().map(one -> new Changed(change, one)))
                        .toList())
                .withCell(one -> one.change().cell())
                .with("against", one -> one.change().against())
                .with("group", one -> one.change().group())
                .with("category", one -> one.difference().category().inWords())
                .with("difference", one -> one.difference().difference().mean())
                .withInterval(one -> Optional.of(one.difference().difference().interval()))
                .with("only_more", one -> one.difference().difference().onlyMore())
                .with("only_less", one -> one.difference().difference().onlyLess())
                .with("p", one -> one.difference().difference().p())
                .table();
    }

    private static List<String> shares(Breakdown breakdown) {
        return breakdown.parts().stream()
                .map(part -> Layout.percent(part.share(), part.interval()))
                .toList();
    }

    Table byLevel() {
        Table table =
                table(List.of("model", "template", "group", "questions"), NAMES).labelled(3);
        for (Breakdown breakdown : shown) {
            table.row(row(
                    List.of(
                            breakdown.cell().model(),
                            breakdown.cell().template(),
                            breakdown.group(),
                            Integer.toString(breakdown.questions())),
                    shares(breakdown)));
        }
        return table;
    }

    Table byTemperature() {
        Table table = table(List.of("model", "template", "temperature"), NAMES).labelled(3);
        for (Breakdown breakdown : whole) {
            table.row(row(
                    List.of(
                            breakdown.cell().model(),
                            breakdown.cell().template(),
                            Layout.number(breakdown.cell().temperature())),
                    shares(breakdown)));
        }
        return table;
    }

    Table lengths() {
        Table table = table(List.of("model", "template", "all"), NAMES).labelled(2);
        for (Breakdown breakdown : atShown) {
            table.row(row(
                    List.of(
                            breakdown.cell().model(),
                            breakdown.cell().template(),
                            length(meanTokens(breakdown), breakdown.responses())),
                    breakdown.parts().stream()
                            .map(part -> part.meanTokens().isEmpty()
                                    ? "-"
                                    : length(part.meanTokens().getAsDouble(), part.responses()))
                            .toList()));
        }
        return table;
    }

    private static String length(double tokens, long responses) {
        return String.format(Locale.ROOT, "%.1f (%d)", tokens, responses);
    }

    private static double meanTokens(Breakdown breakdown) {
        return breakdown.parts().stream()
                        .mapToDouble(
                                part -> part.responses() * part.meanTokens().orElse(0))
                        .sum()
                / breakdown.responses();
    }

    Table changes() {
        Table table = table(List.of("model", "template", "group"), NAMES).labelled(3);
        for (Change change : found.changes()) {
            table.row(row(
                    List.of(change.cell().model(), change.cell().template(), change.group()),
                    change.differences().stream()
                            .map(Categories.Difference::difference)
                            .map(difference -> Layout.points(difference.mean(), difference.interval()))
                            .toList()));
        }
        return table;
    }

    private static Table table(List<String> labels, List<String> numbers) {
        return Table.of(row(labels, numbers));
    }

    private static List<String> row(List<String> labels, List<String> numbers) {
        List<String> row = new ArrayList<>(labels);
        row.addAll(numbers);
        return row;
    }
}
