package zero4j.analyze;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zero4j.Words;
import zero4j.eval.Interval;

/**
 * Which share of responses tries to answer its question rather than to continue the text (arXiv 2503.20783, figure 3, left): what a
 * template makes of a model before any training.
 *
 * @param ways by model and template, all temperatures together, in the order of the set
 * @param cells one by one
 * @param judge who judged
 * @param says what is to be known of the judge and of what was judged
 */
public record Answering(List<Way> ways, List<Cell> cells, String judge, List<String> says) {
    /** Enough for many requests beside each other, and few to keep in memory. */
    private static final int AT_A_TIME = 512;

    public Answering {
        ways = List.copyOf(ways);
        cells = List.copyOf(cells);
        says = List.copyOf(says);
    }

    /**
     * A share of responses.
     *
     * @param questions with a response that was judged
     * @param responses that there are
     * @param judged of them
     * @param answering of those judged
     * @param share mean over questions of the share of each; 0 if nothing was judged
     * @param interval of it, over questions
     */
    public record Share(int questions, long responses, long judged, long answering, double share, Interval interval) {}

    /** Of a model and a template. */
    public record Way(String model, String template, Share answers) {}

    /** Of one cell. */
    public record Cell(SampleCell cell, Share answers) {}

    /** Counts question by question; of each two numbers stay. */
    private static final class Counts {
        private final Map<List<String>, int[]> byQuestion = new LinkedHashMap<>();
        private long responses;

        void add(AskedQuestion question, List<Optional<Boolean>> answers) {
            int[] counts = byQuestion.computeIfAbsent(List.of(question.benchmark(), question.id()), _ -> new int[2]);
            responses += answers.size();
            for (Optional<Boolean> answer : answers) {
                counts[0] += answer.isPresent() ? 1 : 0;
                counts[1] += answer.orElse(false) ? 1 : 0;
            }
        }

        Share share() {
            List<int[]> known =
                    byQuestion.values().stream().filter(counts -> counts[0] > 0).toList();
            double[] shares = known.stream()
                    .mapToDouble(counts -> (double) counts[1] / counts[0])
                    .toArray();
            double sum = 0;
            for (double share : shares) {
                sum += share;
            }
            return new Share(
                    known.size(),
                    responses,
                    known.stream().mapToLong(counts -> counts[0]).sum(),
                    known.stream().mapToLong(counts -> counts[1]).sum(),
                    shares.length == 0 ? 0 : sum / shares.length,
                    Interval.ofMean(shares));
        }
    }

    /**
     * Judges every response of a set.
     *
     * @param samples all, or a {@link QuestionSubset} of them
     * @param judge not closed
     * @throws zero4j.UserError if the judge cannot go on
     */
    public static Answering of(SampleSet samples, Judge judge) {
        Map<List<String>, Counts> ways = new LinkedHashMap<>();
        List<Cell> cells = new ArrayList<>();
        for (SampleCell cell : samples.cells()) {
            Counts alone = new Counts();
            Counts together = ways.computeIfAbsent(List.of(cell.model(), cell.template()), _ -> new Counts());
            List<SampledQuestion> pending = new ArrayList<>();
            samples.readAsked(cell, question -> {
                pending.add(question);
                if (pending.size() * Math.max(1, cell.samples()) >= AT_A_TIME) {
                    judge(judge, pending, List.of(alone, together));
                }
            });
            judge(judge, pending, List.of(alone, together));
            cells.add(new Cell(cell, alone.share()));
        }
        List<Way> counted = new ArrayList<>();
        ways.forEach((way, counts) -> counted.add(new Way(way.getFirst(), way.getLast(), counts.share())));
        List<String> says = new ArrayList<>(judge.says());
        if (samples instanceof QuestionSubset part) {
            part.says().ifPresent(says::add);
        }
        return new Answering(counted, cells, judge.name(), says);
    }

    private static void judge(Judge judge, List<SampledQuestion> pending, List<Counts> counts) {
        List<Judge.Response> responses = pending.stream()
                .flatMap(question -> question.completions().stream()
                        .map(completion ->
                                new Judge.Response(question.question().text(), completion.text())))
                .toList();
        List<Optional<Boolean>> answers = judge.answering(responses);
        if (answers.size() != responses.size()) {
            throw new IllegalStateException(
                    judge.name() + " judged " + answers.size() + " of " + Words.counted(responses.size(), "response"));
        }
        int next = 0;
        for (SampledQuestion question : pending) {
            int from = next;
            next += question.completions().size();
            List<Optional<Boolean>> own = answers.subList(from, next);
            counts.forEach(each -> each.add(question.question(), own));
        }
        pending.clear();
    }

    /** The numbers as tables and pictures. */
    public Finding finding() {
        return new AnsweringFinding(this).finding();
    }
}
