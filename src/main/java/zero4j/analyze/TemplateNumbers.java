package zero4j.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zero4j.eval.AnswerCounts;
import zero4j.eval.CellScores;
import zero4j.eval.RowComparison;
import zero4j.eval.ScoreEstimate;
import zero4j.report.ScoreData;
import zero4j.report.Table;

/** The tables of scores as numbers. */
final class TemplateNumbers {
    private static final String AVERAGE = "average";

    private final ScoreData data;

    TemplateNumbers(ScoreData data) {
        this.data = data;
    }

    /** A model and a template, and a benchmark or the mean over all. */
    private record Line(ScoreData.Row row, Optional<ScoreData.Cell> cell) {
        Optional<ScoreEstimate> either(
                Function<ScoreData.Row, Optional<ScoreEstimate>> mean,
                Function<ScoreData.Cell, Optional<ScoreEstimate>> own) {
            return cell.isPresent() ? own.apply(cell.get()) : mean.apply(row);
        }
    }

    private record Scored(Line line, int k, ScoreEstimate score) {}

    private record Level(Line line, ScoreData.Cell cell, CellScores.LevelPart part) {}

    /** The table of this name, as {@link zero4j.report.ScoreTables} calls it. */
    Table table(String name) {
        return switch (name) {
            case "greedy" ->
                scores(line -> scored(line, 1, line.either(ScoreData.Row::greedy, ScoreData.Cell::greedy)));
            case "avg" -> scores(line -> scored(line, k(line), line.either(ScoreData.Row::avg, ScoreData.Cell::avg)));
            case "pass" -> scores(TemplateNumbers::passes);
            case "levels" -> levels();
            case "answers" -> answers(ScoreData.Cell::greedyAnswers);
            case "samples" -> answers(ScoreData.Cell::sampledAnswers);
            case "comparisons" -> comparisons();
            default -> throw new IllegalArgumentException("no table " + name);
        };
    }

    private Stream<Line> lines() {
        return data.rows().stream().flatMap(row -> {
            List<Line> lines = new ArrayList<>(row.benchmarks().stream()
                    .map(cell -> new Line(row, Optional.of(cell)))
                    .toList());
            if (lines.size() > 1) {
                lines.add(new Line(row, Optional.empty()));
            }
            return lines.stream();
        });
    }

    private static int k(Line line) {
        return line.cell().map(ScoreData.Cell::k).orElse(line.row().k());
    }

    private static Stream<Scored> scored(Line line, int k, Optional<ScoreEstimate> score) {
        return score.map(one -> new Scored(line, k, one)).stream();
    }

    private static Stream<Scored> passes(Line line) {
        List<ScoreEstimate> passes =
                line.cell().map(ScoreData.Cell::pass).orElse(line.row().pass());
        return IntStream.range(0, passes.size()).mapToObj(i -> new Scored(line, i + 1, passes.get(i)));
    }

    private static <T> NumberColumns<T> named(List<T> things, Function<T, Line> line) {
        return NumberColumns.of(things)
                .with("model", thing -> line.apply(thing).row().model())
                .with("template", thing -> line.apply(thing).row().template())
                .with(
                        "benchmark",
                        thing -> line.apply(thing)
                                .cell()
                                .map(ScoreData.Cell::benchmark)
                                .orElse(AVERAGE))
                .with(
                        "questions",
                        thing -> line.apply(thing)
                                .cell()
                                .map(ScoreData.Cell::questions)
                                .orElse(line.apply(thing).row().benchmarks().stream()
                                        .mapToInt(ScoreData.Cell::questions)
                                        .sum()))
                .with(
                        "never_asked",
                        thing -> line.apply(thing)
                                .cell()
                                .map(ScoreData.Cell::neverAsked)
                                .orElse(line.apply(thing).row().benchmarks().stream()
                                        .mapToInt(ScoreData.Cell::neverAsked)
                                        .sum()));
    }

    private Table scores(Function<Line, Stream<Scored>> scores) {
        return named(lines().flatMap(scores).toList(), Scored::line)
                .with("k", Scored::k)
                .with("score", scored -> scored.score().value())
                .withInterval(scored -> Optional.of(scored.score().interval()))
                .table();
    }

    private Table levels() {
        List<Level> levels = lines().flatMap(line -> line.cell().stream()
                        .flatMap(cell -> cell.levels().stream().map(part -> new Level(line, cell, part))))
                .toList();
        return NumberColumns.of(levels)
                .with("model", level -> level.line().row().model())
                .with("template", level -> level.line().row().template())
                .with("benchmark", level -> level.cell().benchmark())
                .with("level", level -> level.part().level())
                .with("questions", level -> level.part().questions())
                .with("never_asked", level -> level.part().neverAsked())
                .with(
                        "correct_greedy",
                        level -> level.cell().greedy().map(_ -> level.part().correctGreedy()))
                .with("k", level -> level.cell().k())
                .with("correct_samples", level -> level.part().correct())
                .table();
    }

    private Table answers(Function<ScoreData.Cell, AnswerCounts> counts) {
        Function<Line, AnswerCounts> of = line -> line.cell()
                .map(counts)
                .orElseGet(() -> line.row().benchmarks().stream()
                        .map(counts)
                        .reduce(AnswerCounts::plus)
                        .orElseThrow());
        return named(lines().toList(), Function.identity())
                .with("correct", line -> of.apply(line).correct().answers())
                .with("correct_tokens", line -> of.apply(line).correct().tokens())
                .with("incorrect", line -> of.apply(line).incorrect().answers())
                .with("incorrect_tokens", line -> of.apply(line).incorrect().tokens())
                .with("unformatted", line -> of.apply(line).unformatted().answers())
                .with("unformatted_tokens", line -> of.apply(line).unformatted().tokens())
                .with("truncated", line -> of.apply(line).truncated().answers())
                .with("truncated_tokens", line -> of.apply(line).truncated().tokens())
                .with("not_evaluated", line -> of.apply(line).notEvaluated())
                .table();
    }

    private Table comparisons() {
        return NumberColumns.of(data.comparisons())
                .with("model", RowComparison::first)
                .with("against", RowComparison::second)
                .with("score", RowComparison::measure)
                .with("benchmark", comparison -> comparison.benchmark().isEmpty() ? AVERAGE : comparison.benchmark())
                .with("difference", comparison -> comparison.difference().mean())
                .withInterval(comparison -> Optional.of(comparison.difference().interval()))
                .with("only_more", comparison -> comparison.difference().onlyMore())
                .with("only_less", comparison -> comparison.difference().onlyLess())
                .with("p", comparison -> comparison.difference().p())
                .with("p_corrected", RowComparison::adjusted)
                .table();
    }
}
