package zero4j.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zero4j.analyze.SelfReflection.Accuracy;
import zero4j.analyze.SelfReflection.Reflecting;
import zero4j.analyze.SelfReflection.Share;
import zero4j.analyze.SelfReflection.Shares;
import zero4j.eval.PairedDifference;
import zero4j.report.Table;

/** Self-reflection as tables, for people and as numbers. */
final class ReflectionTables {
    private final SelfReflection found;
    private final List<Reflecting> cells;
    private final Layout layout;

    ReflectionTables(SelfReflection found) {
        this.found = found;
        cells = found.cells();
        layout = new Layout(cells.stream().map(Reflecting::cell).toList());
    }

    /** A share by one of the ways in which reflection is found. */
    private record ShareBy(Reflecting cell, String by, Share share) {}

    private record Keyword(Layout.Way way, int place) {}

    /** By keyword (0), by both (1) or by the judge alone (2). */
    static Optional<Share> share(
            Reflecting cell, int kind, Function<Shares, Share> part, Function<Reflecting, Share> byKeyword) {
        return switch (kind) {
            case 0 -> Optional.of(byKeyword.apply(cell));
            case 1 -> cell.judged().map(said -> part.apply(said.byBoth()));
            default -> cell.judged().flatMap(SelfReflection.Judged::byJudge).map(part);
        };
    }

    Table shares(Function<Shares, Share> part, Function<Reflecting, Share> byKeyword) {
        List<String> header = new ArrayList<>(List.of("model", "template", "temperature", "samples", "by keyword"));
        if (found.judge().isPresent()) {
            header.addAll(List.of("judged", "by judge", "by both", "no judgement"));
        }
        Table table = Table.of(header).labelled(3);
        for (Reflecting cell : cells) {
            List<String> row = new ArrayList<>(List.of(
                    cell.cell().model(),
                    cell.cell().template(),
                    Layout.number(cell.cell().temperature()),
                    Integer.toString(cell.cell().samples()),
                    text(byKeyword.apply(cell))));
            cell.judged().ifPresent(said -> {
                Share both = part.apply(said.byBoth());
                row.add(Long.toString(both.all()));
                row.add(said.byJudge().map(shares -> text(part.apply(shares))).orElse("-"));
                row.add(text(both));
                row.add(Long.toString(said.unjudged()));
            });
            table.row(row);
        }
        return table;
    }

    private static String text(Share share) {
        return share.all() == 0 ? "-" : Layout.percent(share.share(), share.interval());
    }

    Table numbers(Function<Shares, Share> part, Function<Reflecting, Share> byKeyword) {
        List<String> names = List.of(SelfReflection.KEYWORD, SelfReflection.BOTH, SelfReflection.JUDGE);
        List<ShareBy> shares = cells.stream()
                .flatMap(cell -> IntStream.range(0, names.size())
                        .mapToObj(kind -> share(cell, kind, part, byKeyword)
                                .map(share -> new ShareBy(cell, names.get(kind), share)))
                        .flatMap(Optional::stream))
                .toList();
        return NumberColumns.of(shares)
                .withCell(share -> share.cell().cell())
                .with("by", ShareBy::by)
                .with("found", share -> share.share().found())
                .with("of", share -> share.share().all())
                .with("share", share -> known(share).map(Share::share))
                .withInterval(share -> known(share).map(Share::interval))
                .with("no_judgement", share -> share.cell().judged().map(SelfReflection.Judged::unjudged))
                .table();
    }

    private static Optional<Share> known(ShareBy share) {
        return Optional.of(share.share()).filter(one -> one.all() > 0);
    }

    /** Of all temperatures together. */
    long sum(Layout.Way way, int keyword, Function<Reflecting, List<Long>> counts) {
        return cells.stream()
                .filter(cell -> Layout.Way.of(cell.cell()).equals(way))
                .mapToLong(cell -> counts.apply(cell).get(keyword))
                .sum();
    }

    Table keywords() {
        List<String> header = new ArrayList<>(List.of("keyword"));
        for (Layout.Way way : layout.ways()) {
            header.addAll(List.of(way.inWords(), "in responses"));
        }
        Table table = Table.of(header);
        table.grouped(layout.ways().stream().map(_ -> 2).toArray(Integer[]::new));
        for (int i = 0; i < Keywords.ALL.size(); i++) {
            List<String> row = new ArrayList<>(List.of(Keywords.ALL.get(i)));
            for (Layout.Way way : layout.ways()) {
                row.add(Long.toString(sum(way, i, Reflecting::occurrences)));
                row.add(Long.toString(sum(way, i, Reflecting::containing)));
            }
            table.row(row);
        }
        return table;
    }

    Table keywordNumbers() {
        Stream<Keyword> keywords = layout.ways().stream()
                .flatMap(way -> IntStream.range(0, Keywords.ALL.size()).mapToObj(i -> new Keyword(way, i)));
        return NumberColumns.of(keywords.toList())
                .with("model", keyword -> keyword.way().model())
                .with("template", keyword -> keyword.way().template())
                .with("keyword", keyword -> Keywords.ALL.get(keyword.place()))
                .with("occurrences", keyword -> sum(keyword.way(), keyword.place(), Reflecting::occurrences))
                .with("responses", keyword -> sum(keyword.way(), keyword.place(), Reflecting::containing))
                .table();
    }

    Table accuracy() {
        Table table = Table.of(
                        "model",
                        "template",
                        "by",
                        "questions",
                        "with both",
                        "accuracy with",
                        "without",
                        "difference",
                        "below 0",
                        "equal",
                        "above 0")
                .labelled(3);
        for (Accuracy accuracy : found.accuracies()) {
            int both = accuracy.withBoth();
            table.row(
                    accuracy.model(),
                    accuracy.template(),
                    accuracy.by(),
                    Integer.toString(accuracy.questions()),
                    Integer.toString(both),
                    both == 0 ? "-" : Layout.percent(accuracy.accuracyWith()),
                    both == 0 ? "-" : Layout.percent(accuracy.accuracyWithout()),
                    accuracy.difference()
                            .map(difference -> Layout.points(difference.mean(), difference.interval()))
                            .orElse("-"),
                    part(accuracy.below(), both),
                    part(accuracy.equal(), both),
                    part(accuracy.above(), both));
        }
        return table;
    }

    private static String part(int some, int all) {
        return all == 0 ? "-" : Layout.percent((double) some / all);
    }

    /** With the questions of each step of the difference. */
    Table accuracyNumbers() {
        NumberColumns<Accuracy> numbers = NumberColumns.of(found.accuracies())
                .with("model", Accuracy::model)
                .with("template", Accuracy::template)
                .with("by", Accuracy::by)
                .with("questions", Accuracy::questions)
                .with("with_both", Accuracy::withBoth)
                .with("accuracy_with", accuracy -> accuracy.difference().map(_ -> accuracy.accuracyWith()))
                .with("accuracy_without", accuracy -> accuracy.difference().map(_ -> accuracy.accuracyWithout()))
                .with("difference", accuracy -> accuracy.difference().map(PairedDifference::mean))
                .withInterval(accuracy -> accuracy.difference().map(PairedDifference::interval))
                .with("p", accuracy -> accuracy.difference().map(PairedDifference::p))
                .with("below", Accuracy::below)
                .with("equal", Accuracy::equal)
                .with("above", Accuracy::above);
        int steps = AccuracyCounts.STEPS;
        for (int i = 0; i <= 2 * steps; i++) {
            int place = i;
            numbers.with(
                    "at_" + (double) (i - steps) / steps,
                    accuracy -> accuracy.histogram().get(place));
        }
        return numbers.table();
    }
}
