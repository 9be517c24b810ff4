package zero4j.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zero4j.Words;
import zero4j.analyze.KnownBenchmarks;
import zero4j.analyze.Overlap;
import zero4j.analyze.OverlapSearch;
import zero4j.data.LoadedQuestions;
import zero4j.data.Question;
import zero4j.data.QuestionSet;
import zero4j.eval.Benchmark;
import zero4j.recipe.TrainRecipe;

/** Tells of benchmarks that are among the training questions, so that their scores say little. Generated questions never are. */
final class TrainedBenchmarks {
    /** Of its n-grams, from which on a question is a variant of another and shares more than turns of phrase. */
    private static final double VARIANT = 0.5;

    private TrainedBenchmarks() {}

    static void tell(TrainRecipe recipe, QuestionSet training, List<Benchmark> suite, Consumer<String> warnings) {
        if (!(training instanceof LoadedQuestions questions)) {
            return;
        }
        List<Benchmark> files = suite.stream()
                .filter(benchmark -> benchmark.set() instanceof LoadedQuestions)
                .toList();
        List<String> lines = new ArrayList<>(evaluated(questions, files));
        String train = recipe.data().train();
        if (!lines.isEmpty()) {
            lines.add(below("`analyze contamination " + train + " --suite "
                    + String.join(",", recipe.eval().suite()) + "` shows them"));
        }
        List<String> known = known(questions, files);
        if (!known.isEmpty()) {
            lines.addAll(known);
            lines.add(
                    below("`analyze contamination " + train + " --suite FILE` shows them, with the benchmark's file"));
        }
        if (!lines.isEmpty()) {
            warnings.accept(
                    questions.name() + " has questions of the benchmarks, whose scores say less after training on them:"
                            + String.join("", lines));
        }
    }

    private static List<String> evaluated(LoadedQuestions training, List<Benchmark> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        Overlap overlap = new OverlapSearch(files)
                .in(
                        training.name(),
                        each -> training.questions()
                                .forEach(question -> each.accept(ContaminationSession.text(question))));
        return overlap.benchmarks().stream()
                .filter(benchmark -> benchmark.sharing(VARIANT) > 0)
                .map(TrainedBenchmarks::inWords)
                .toList();
    }

    /** Those that are not in the suite may be evaluated on later. */
    private static List<String> known(LoadedQuestions training, List<Benchmark> files) {
        return KnownBenchmarks.bundled()
                .in(
                        texts(training.questions().stream()),
                        texts(files.stream().flatMap(benchmark -> benchmark.questions(0).stream())))
                .stream()
                .map(seen -> below(seen.benchmark() + " (" + Words.counted(seen.questions(), "question") + "): "
                        + seen.same() + " with the same text, by their hashes"))
                .toList();
    }

    private static List<String> texts(Stream<Question> questions) {
        return questions.map(Question::text).toList();
    }

    private static String inWords(Overlap.OfBenchmark benchmark) {
        int same = benchmark.exact();
        int variants = benchmark.sharing(VARIANT) - same;
        List<String> parts = new ArrayList<>();
        if (same > 0) {
            parts.add(same + " with the same text");
        }
        if (variants > 0) {
            parts.add(variants + (variants == 1 ? " shares" : " share") + " half or more of "
                    + (variants == 1 ? "its " : "their ") + OverlapSearch.WORDS + "-grams with a training question");
        }
        return below(benchmark.benchmark() + " (" + Words.counted(benchmark.questions(), "question") + "): "
                + String.join(", ", parts));
    }

    private static String below(String line) {
        return System.lineSeparator() + "  " + line;
    }
}
