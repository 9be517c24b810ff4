package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import zero4j.OneLine;
import zero4j.UserError;
import zero4j.data.ColumnNames;
import zero4j.data.DataSettings;
import zero4j.data.LoadedQuestions;
import zero4j.data.Question;
import zero4j.data.QuestionFiles;
import zero4j.data.QuestionSet;
import zero4j.data.nano.NanoWorld;
import zero4j.eval.Benchmark;
import zero4j.eval.EvalSettings;
import zero4j.verify.MathVerifier;

/** Opens the questions that settings name. Rows of a file that cannot be used are told as warnings. */
final class QuestionSource {
    private static final String NANO = "nano";
    private static final int PROBLEMS_SHOWN = 3;

    private final Consumer<String> warnings;

    QuestionSource(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** The training questions. */
    QuestionSet training(DataSettings settings) {
        String spec = settings.train();
        if (isNano(spec)) {
            return NanoWorld.train(spec);
        }
        ColumnNames columns = new ColumnNames(settings.questionColumn(), settings.answerColumn());
        return checked(QuestionFiles.open(Path.of(spec), columns));
    }

    /**
     * The benchmarks of a suite.
     *
     * @param names {@code nano}, files of questions, and folders of such files or of splits
     * @throws UserError if one is missing, or a benchmark is named twice
     */
    List<Benchmark> suite(List<String> names) {
        List<Benchmark> suite = new ArrayList<>();
        for (String name : names) {
            for (QuestionSet set : sets(name)) {
                suite.add(new Benchmark(distinctName(set.name(), name, suite), set));
            }
        }
        Set<String> seen = new LinkedHashSet<>();
        for (Benchmark benchmark : suite) {
            if (!seen.add(benchmark.name())) {
                throw new UserError("the suite names the benchmark " + benchmark.name() + " twice");
            }
        }
        return suite;
    }

    /** Benchmarks whose names the suite has already are called after their folder too. */
    private static String distinctName(String name, String origin, List<Benchmark> suite) {
        boolean taken = suite.stream().anyMatch(benchmark -> benchmark.name().equals(name));
        Path path = Path.of(origin).toAbsolutePath().normalize();
        Path folder = Files.isDirectory(path) ? path : path.getParent();
        return taken && folder != null && folder.getFileName() != null ? folder.getFileName() + "/" + name : name;
    }

    /** Warns of questions that the model cannot be asked. */
    void warnOfLongPrompts(List<Benchmark> suite, EvalSettings settings, Prompting prompting, int maxPromptTokens) {
        for (Benchmark benchmark : suite) {
            long count = benchmark.questions(settings.questions()).stream()
                    .map(prompting)
                    .filter(prompt -> prompt.tokens().length > maxPromptTokens)
                    .count();
            if (count > 0) {
                warnings.accept(benchmark.name() + ": " + count
                        + (count == 1 ? " question has a prompt" : " questions have prompts") + " of more than "
                        + maxPromptTokens + " tokens, too long to be asked; counted as not answered");
            }
        }
    }

    private List<QuestionSet> sets(String name) {
        if (name.equals(NANO)) {
            return NanoWorld.benchmarks();
        }
        Path path = Path.of(name);
        if (!Files.exists(path)) {
            throw new UserError("suite: there is no " + name + "; expected " + NANO
                    + ", a file of questions, or a folder of such files");
        }
        return QuestionFiles.openAll(path, ColumnNames.FOUND).stream()
                .<QuestionSet>map(this::checked)
                .toList();
    }

    private LoadedQuestions checked(LoadedQuestions questions) {
        int count = questions.problems().size();
        if (count > 0) {
            warnings.accept(questions.name() + ": " + count + (count == 1 ? " row is" : " rows are") + " left out"
                    + questions.problems().stream()
                            .limit(PROBLEMS_SHOWN)
                            .map(problem -> System.lineSeparator() + "  " + problem)
                            .collect(Collectors.joining()));
        }
        warnOfUnreadable(questions);
        return questions;
    }

    private void warnOfUnreadable(LoadedQuestions questions) {
        List<String> unread = new ArrayList<>();
        for (long i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            for (String answer : question.answers()) {
                MathVerifier.unreadable(answer)
                        .ifPresent(reason ->
                                unread.add(question.id() + ": " + OneLine.of(answer, 60) + " (" + reason + ")"));
            }
        }
        if (!unread.isEmpty()) {
            warnings.accept(questions.name() + ": " + unread.size()
                    + (unread.size() == 1 ? " reference" : " references")
                    + " cannot be read as mathematics; only the same text is right"
                    + unread.stream()
                            .limit(PROBLEMS_SHOWN)
                            .map(line -> System.lineSeparator() + "  " + line)
                            .collect(Collectors.joining()));
        }
    }

    private static boolean isNano(String spec) {
        return spec.equals(NANO) || spec.startsWith(NANO + ":");
    }
}
