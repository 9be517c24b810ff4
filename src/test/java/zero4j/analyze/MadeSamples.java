package zero4j.analyze;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import zero4j.run.CompletionRecord;

/** A pass of sampling in memory, with made-up completions. */
final class MadeSamples implements SampleSet {
    /** How a completion ended. */
    enum Kind {
        CORRECT,
        INCORRECT,
        /** It ends without an answer in the required form. */
        UNFORMATTED,
        /** The budget cut it off before it gave an answer. */
        TRUNCATED
    }

    private final Map<SampleCell, List<SampledQuestion>> cells = new LinkedHashMap<>();

    /** With what one more cell answered. */
    MadeSamples with(SampleCell cell, List<SampledQuestion> questions) {
        cells.put(cell, List.copyOf(questions));
        return this;
    }

    /**
     * With every cell of models times templates times temperatures: two benchmarks, of which the first has levels 1 to 5 and the second
     * none; hotter samples are more often wrong, and a part of them reflects. The same arguments give the same samples.
     *
     * @param questions of both benchmarks together
     */
    static MadeSamples random(
            List<String> models, List<String> templates, List<Double> temperatures, int questions, int samples) {
        MadeSamples made = new MadeSamples();
        for (String model : models) {
            for (String template : templates) {
                for (double temperature : temperatures) {
                    SampleCell cell = new SampleCell(model, template, temperature, samples);
                    long way = 31L * model.hashCode() + template.hashCode();
                    double ability = 0.2 + 0.6 * new SplittableRandom(way).nextDouble();
                    SplittableRandom random = new SplittableRandom(31 * way + Double.hashCode(temperature));
                    List<SampledQuestion> asked = new ArrayList<>();
                    for (int i = 0; i < questions; i++) {
                        asked.add(randomQuestion(cell, question(i), ability, random));
                    }
                    made.with(cell, asked);
                }
            }
        }
        return made;
    }

    private static SampledQuestion randomQuestion(
            SampleCell cell, AskedQuestion question, double ability, SplittableRandom random) {
        double level = question.level().map(Double::parseDouble).orElse(3.0);
        double right = ability * (1 - level / 8) * (1 - cell.temperature() / 3);
        List<CompletionRecord> completions = new ArrayList<>();
        for (int sample = 0; sample < cell.samples(); sample++) {
            double draw = random.nextDouble();
            Kind kind = draw < right
                    ? Kind.CORRECT
                    : draw < 0.8 ? Kind.INCORRECT : draw < 0.9 ? Kind.UNFORMATTED : Kind.TRUNCATED;
            String text = random.nextDouble() < 0.1 + 0.1 * cell.temperature()
                    ? "1+1=3. Wait, let me RECHECK: 1+1=2. "
                    : random.nextDouble() < 0.05 ? "Let me reconsider and check again. " : "1+1=2. ";
            completions.add(completion(question, cell, sample, kind, text, 10 + random.nextInt(60)));
        }
        return new SampledQuestion(question, completions);
    }

    /** The first of every three questions is without a level. */
    static AskedQuestion question(int index) {
        return index % 3 == 0
                ? question("plain", index, Map.of())
                : question("graded", index, Map.of("level", Integer.toString(1 + index % 5)));
    }

    static AskedQuestion question(String benchmark, int index, Map<String, String> tags) {
        return new AskedQuestion(benchmark, benchmark + ":" + index, "What is " + index + "+1?", tags);
    }

    /** One completion as it is kept; what was correct ends in the boxed answer. */
    static CompletionRecord completion(
            AskedQuestion question, SampleCell cell, int sample, Kind kind, String work, int tokens) {
        boolean boxed = kind == Kind.CORRECT || kind == Kind.INCORRECT;
        String answer = kind == Kind.CORRECT ? "2" : "3";
        return new CompletionRecord(
                0,
                Optional.of(question.benchmark()),
                question.id(),
                sample,
                cell.temperature(),
                question.text() + "\n",
                boxed ? work + "The answer is \\boxed{" + answer + "}" : work,
                tokens,
                kind == Kind.CORRECT ? 1 : 0,
                boxed,
                boxed ? kind == Kind.CORRECT ? "correct" : "incorrect" : "no_answer",
                boxed ? "number" : kind == Kind.TRUNCATED ? "truncated by the budget" : "no boxed answer",
                boxed ? Optional.of(answer) : Optional.empty(),
                List.of("2"),
                kind == Kind.TRUNCATED ? "length" : "eos");
    }

    @Override
    public List<SampleCell> cells() {
        return List.copyOf(cells.keySet());
    }

    @Override
    public void read(SampleCell cell, Consumer<SampledQuestion> each) {
        Objects.requireNonNull(cells.get(cell), () -> "no cell " + cell).forEach(each);
    }
}
