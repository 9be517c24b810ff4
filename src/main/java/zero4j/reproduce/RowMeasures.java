package zero4j.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import zero4j.UserError;
import zero4j.analyze.Judge;
import zero4j.analyze.Keywords;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleSet;
import zero4j.analyze.SampledQuestion;
import zero4j.analyze.judge.RuleJudge;
import zero4j.eval.PassAtK;
import zero4j.eval.QuestionOutcome;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.Measurements.Unit;
import zero4j.run.CompletionRecord;

/**
 * Measures rows of tables and of passes, question by question in the order of the benchmarks. A question that was never asked, since its
 * prompt is too long for the model, counts as not solved; of its responses there is nothing to say, and its value is NaN.
 */
final class RowMeasures {
    private final Wanted wanted;
    private final List<Measured> values = new ArrayList<>();

    private record Response(boolean reflecting, boolean right) {}

    private RowMeasures(Wanted wanted) {
        this.wanted = wanted;
    }

    static List<Measured> read(Wanted wanted, List<ScoreMatrix> tables, List<? extends SampleSet> passes) {
        RowMeasures measures = new RowMeasures(wanted);
        tables.forEach(table -> table.rows().forEach(measures::table));
        for (SampleSet pass : passes) {
            Map<String, List<SampleCell>> bySubject = new LinkedHashMap<>();
            pass.cells()
                    .forEach(cell -> bySubject
                            .computeIfAbsent(subject(cell.model(), cell.template()), _ -> new ArrayList<>())
                            .add(cell));
            bySubject.forEach((subject, cells) -> measures.pass(subject, cells, pass));
        }
        return measures.values;
    }

    /** As the experiment names it: a template of a file of its own has the file's name in tables. */
    private static String subject(String model, String template) {
        return model + ", " + template.replaceFirst("\\.txt$", "");
    }

    private void table(ScoreRow row) {
        String subject = subject(row.model(), row.template());
        for (String name : wanted.ofSubject(subject)) {
            if (Quantity.of(name).orElse(null) instanceof Quantity.OfTable quantity) {
                List<Double> shares = row.cells().stream()
                        .flatMap(cell ->
                                cell.questions().stream().map(question -> share(question, quantity.greedy(), cell.k())))
                        .toList();
                values.add(new Measured(subject, name, Unit.QUESTION, shares));
            }
        }
    }

    private static double share(QuestionOutcome question, boolean greedy, int k) {
        if (greedy) {
            return Boolean.TRUE.equals(question.greedy()) ? 1 : 0;
        }
        return k == 0 ? Double.NaN : (double) question.correct() / k;
    }

    private void pass(String subject, List<SampleCell> cells, SampleSet pass) {
        double highest =
                cells.stream().mapToDouble(SampleCell::temperature).max().orElse(Double.NaN);
        List<String> manners = new ArrayList<>();
        for (String name : wanted.ofSubject(subject)) {
            switch (Quantity.of(name).orElse(null)) {
                case Quantity.OfSamples samples -> {
                    double temperature = samples.temperature().orElse(highest);
                    SampleCell cell = cells.stream()
                            .filter(one -> one.temperature() == temperature)
                            .findFirst()
                            .orElseThrow(() -> new UserError("there are no complete samples of " + subject
                                    + " at temperature " + temperature + "; the same command samples them"));
                    add(subject, name, each(pass, cell, question -> passAt(samples.k(), cell, question)));
                }
                case Quantity.OfResponses _ -> manners.add(name);
                case null, default -> {}
            }
        }
        if (!manners.isEmpty()) {
            responses(subject, manners, cells, pass);
        }
    }

    private void add(String subject, String name, List<Double> each) {
        values.add(new Measured(subject, name, Unit.QUESTION, each));
    }

    private static <T> List<T> each(SampleSet pass, SampleCell cell, Function<SampledQuestion, T> number) {
        List<T> all = new ArrayList<>();
        pass.read(cell, question -> all.add(number.apply(question)));
        return all;
    }

    private static double passAt(int k, SampleCell cell, SampledQuestion question) {
        int correct = (int) question.completions().stream()
                .filter(CompletionRecord::correct)
                .count();
        return PassAtK.estimate(cell.samples(), correct, k);
    }

    /** The responses of all temperatures together count as those of one question. */
    private void responses(String subject, List<String> manners, List<SampleCell> cells, SampleSet pass) {
        try (Judge judge = new RuleJudge()) {
            for (String name : manners) {
                Quantity.OfResponses quantity =
                        (Quantity.OfResponses) Quantity.of(name).orElseThrow();
                add(
                        subject,
                        name,
                        switch (quantity.manner()) {
                            case ANSWERING -> shares(cells, pass, question -> answering(judge, question));
                            case REFLECTION -> shares(cells, pass, RowMeasures::reflecting);
                            case REFLECTION_GAIN ->
                                byQuestion(cells, pass, RowMeasures::responses, RowMeasures::reflectionGain);
                        });
            }
        }
    }

    private static List<Double> shares(
            List<SampleCell> cells, SampleSet pass, Function<SampledQuestion, List<Boolean>> found) {
        return byQuestion(cells, pass, found, RowMeasures::share);
    }

    /** A number of what all cells together have of a question. */
    private static <T> List<Double> byQuestion(
            List<SampleCell> cells,
            SampleSet pass,
            Function<SampledQuestion, List<T>> found,
            Function<List<T>, Double> number) {
        List<List<T>> byQuestion = new ArrayList<>();
        for (SampleCell cell : cells) {
            List<List<T>> ofCell = each(pass, cell, found);
            for (int i = 0; i < ofCell.size(); i++) {
                if (byQuestion.size() == i) {
                    byQuestion.add(new ArrayList<>());
                }
                byQuestion.get(i).addAll(ofCell.get(i));
            }
        }
        return byQuestion.stream().map(number).toList();
    }

    /** NaN of a question to which all responses reflect, or none. */
    private static double reflectionGain(List<Response> responses) {
        return share(responses, true) - share(responses, false);
    }

    private static double share(List<Response> responses, boolean reflecting) {
        return share(responses.stream()
                .filter(one -> one.reflecting() == reflecting)
                .map(Response::right)
                .toList());
    }

    private static double share(List<Boolean> found) {
        return found.stream().mapToInt(is -> is ? 1 : 0).average().orElse(Double.NaN);
    }

    private static List<Boolean> answering(Judge judge, SampledQuestion question) {
        return judge
                .answering(asked(question).stream()
                        .map(completion ->
                                new Judge.Response(question.question().text(), completion.text()))
                        .toList())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Boolean> reflecting(SampledQuestion question) {
        return asked(question).stream()
                .map(completion -> Keywords.reflects(completion.text()))
                .toList();
    }

    private static List<Response> responses(SampledQuestion question) {
        return asked(question).stream()
                .map(completion -> new Response(Keywords.reflects(completion.text()), completion.correct()))
                .toList();
    }

    private static List<CompletionRecord> asked(SampledQuestion question) {
        return question.neverAsked() ? List.of() : question.completions();
    }
}
