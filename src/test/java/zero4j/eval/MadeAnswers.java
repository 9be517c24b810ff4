package zero4j.eval;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import zero4j.run.CompletionRecord;

/** Completions with made-up verdicts. */
public final class MadeAnswers {
    private MadeAnswers() {}

    /**
     * A completion.
     *
     * @param kind {@code c} correct, {@code i} incorrect, {@code n} of the right value, not evaluated, {@code u} unformatted,
     *     {@code t} truncated, {@code x} never asked
     */
    public static CompletionRecord answer(String benchmark, String id, double temperature, char kind, int tokens) {
        return new CompletionRecord(
                0,
                Optional.of(benchmark),
                id,
                0,
                temperature,
                "?",
                "!",
                kind == 'x' ? 0 : tokens,
                kind == 'c' ? 1 : 0,
                "cin".indexOf(kind) >= 0,
                kind == 'c' ? "correct" : "cin".indexOf(kind) >= 0 ? "incorrect" : "no_answer",
                kind == 'n' ? "right value, not evaluated" : "a rule",
                Optional.empty(),
                List.of("1"),
                "tx".indexOf(kind) >= 0 ? "length" : "eos");
    }

    /**
     * The scores of a benchmark.
     *
     * @param greedy the kind of each question's greedy completion, of 10 tokens; empty if there are none
     * @param samples the kinds of each question's samples, of 20 tokens each
     */
    public static CellScores cell(String benchmark, String greedy, String... samples) {
        CellScores.Counter counter = new CellScores.Counter(benchmark, samples.length == 0 ? 0 : samples[0].length());
        for (int i = 0; i < greedy.length(); i++) {
            counter.greedy("q" + i, level(i), answer(benchmark, "q" + i, 0, greedy.charAt(i), 10));
        }
        for (int i = 0; i < samples.length; i++) {
            String id = "q" + i;
            List<CompletionRecord> group = IntStream.range(0, samples[i].length())
                    .mapToObj(sample -> samples[Integer.parseInt(id.substring(1))].charAt(sample))
                    .map(kind -> answer(benchmark, id, 1, kind, 20))
                    .toList();
            counter.sampled(id, level(i), group);
        }
        return counter.scores();
    }

    /** 10, 2, hard, 10, 2, … */
    private static Optional<String> level(int question) {
        return Optional.of(List.of("10", "2", "hard").get(question % 3));
    }
}
