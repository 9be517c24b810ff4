package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.OneLine;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.ColumnNames;
import zero4j.data.DataSettings;
import zero4j.data.LoadedQuestions;
import zero4j.data.Message;
import zero4j.data.Question;
import zero4j.data.QuestionFiles;
import zero4j.data.QuestionSet;
import zero4j.data.SpecialTokens;
import zero4j.data.nano.NanoWorld;
import zero4j.eval.Benchmark;
import zero4j.eval.EvalSettings;
import zero4j.hub.HubRepository;
import zero4j.verify.MathVerifier;

/** Opens the questions that settings name. Rows of a file that cannot be used are told as warnings. */
final class QuestionSource {
    private static final String NANO = "nano";

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
        return checked(QuestionFiles.open(path(spec), columns(settings)));
    }

    /** The questions of a name: a path, or a data set that was fetched by its name. */
    private static Path path(String spec) {
        Path path = HubRepository.resolve(HubRepository.Kind.DATASET, spec);
        String advice = HubRepository.advice(HubRepository.Kind.DATASET, spec);
        if (!QuestionFiles.exists(path) && !advice.isEmpty()) {
            throw new UserError("data.train: there is no file or folder " + spec + advice);
        }
        return path;
    }

    /**
     * The benchmarks of a suite.
     *
     * @param names {@code nano}, files of questions, folders of such files or of splits, and data sets that were fetched by name
     * @param columns of the files
     * @throws UserError with all that is missing or cannot be read, or if a benchmark is named twice
     */
    List<Benchmark> suite(List<String> names, ColumnNames columns) {
        List<Benchmark> suite = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (String name : names) {
            try {
                if (!seen.add(place(name))) {
                    throw new UserError("the suite names " + name + " twice");
                }
                for (QuestionSet set : sets(name, columns)) {
                    suite.add(new Benchmark(distinctName(set.name(), name, suite), set));
                }
            } catch (UserError e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError(String.join("\n", problems));
        }
        return suite;
    }

    private static Path place(String name) {
        return HubRepository.resolve(HubRepository.Kind.DATASET, name)
                .toAbsolutePath()
                .normalize();
    }

    /** The benchmarks of a training, whose files have the columns of its questions or the usual ones. */
    List<Benchmark> suite(List<String> names, DataSettings settings) {
        return suite(names, ofBenchmarks(settings));
    }

    /** Columns of the benchmarks of a training. */
    static ColumnNames ofBenchmarks(DataSettings settings) {
        return columns(settings).wherePresent();
    }

    private static ColumnNames columns(DataSettings settings) {
        return new ColumnNames(settings.questionColumn(), settings.answerColumn());
    }

    /**
     * Benchmarks whose names the suite has already are called after their folder too, or after as many of the folders above it as
     * it takes.
     */
    private static String distinctName(String name, String origin, List<Benchmark> suite) {
        Set<String> taken = suite.stream().map(Benchmark::name).collect(Collectors.toSet());
        Path path = place(origin);
        String distinct = name;
        for (@Nullable Path above = Files.isDirectory(path) ? path : path.getParent();
                taken.contains(distinct) && above != null && above.getFileName() != null;
                above = above.getParent()) {
            distinct = above.getFileName() + "/" + distinct;
        }
        if (taken.contains(distinct)) {
            throw new UserError("the suite names the benchmark " + distinct + " twice");
        }
        return distinct;
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
                        + Words.counted(maxPromptTokens, "token") + ", too long to be asked; counted as not answered");
            }
        }
    }

    /**
     * Tells of special tokens in the questions of files.
     *
     * @throws UserError if there are some and they are to be refused, or if the template has no place for a question
     */
    void tellSpecialTokens(Stream<QuestionSet> sets, Prompting prompting, SpecialTokens what) {
        sets.forEach(set -> {
            if (set instanceof LoadedQuestions questions) {
                requirePlace(questions, prompting);
            }
            if (set instanceof LoadedQuestions questions && what != SpecialTokens.ESCAPE) {
                tellSpecialTokens(questions, prompting.special(), what);
            }
        });
    }

    /** Before anything large is loaded: templates have a place for some sequences of roles and refuse others. */
    private static void requirePlace(LoadedQuestions set, Prompting prompting) {
        Set<List<String>> seen = new HashSet<>();
        for (Question question : set.questions()) {
            if (!seen.add(question.messages().stream().map(Message::role).toList())) {
                continue;
            }
            try {
                prompting.apply(question);
            } catch (UserError e) {
                throw new UserError(set.source() + ", question " + question.id() + ": " + e.getMessage(), e);
            }
        }
    }

    private void tellSpecialTokens(LoadedQuestions set, SpecialText special, SpecialTokens what) {
        List<Question> found = set.questions().stream()
                .filter(question -> special.in(question).isPresent())
                .toList();
        if (found.isEmpty()) {
            return;
        }
        String text = set.name() + ": " + found.size()
                + (found.size() == 1 ? " question contains a special token" : " questions contain special tokens")
                + " of the tokenizer, such as " + special.in(found.getFirst()).orElseThrow() + " in "
                + found.getFirst().id();
        if (what == SpecialTokens.REFUSE) {
            throw new UserError(
                    text + ". Take them out, or set data.special_tokens (eval: --special-tokens) to escape or warn");
        }
        warnings.accept(text
                + ": the model reads them as such; data.special_tokens=escape (eval: --special-tokens escape) makes"
                + " them text, refuse an error");
    }

    private List<QuestionSet> sets(String name, ColumnNames columns) {
        if (name.equals(NANO)) {
            return NanoWorld.benchmarks();
        }
        Path path = HubRepository.resolve(HubRepository.Kind.DATASET, name);
        if (!QuestionFiles.exists(path)) {
            throw new UserError("there is no " + name + "; a suite is " + NANO
                    + ", a file of questions, a folder of such files, or the name of a data set that was downloaded"
                    + HubRepository.advice(HubRepository.Kind.DATASET, name));
        }
        return QuestionFiles.openAll(path, columns).stream()
                .<QuestionSet>map(this::checked)
                .toList();
    }

    private LoadedQuestions checked(LoadedQuestions questions) {
        LeftOutRows.tell(questions.name(), questions.problems(), warnings);
        warnOfUnreadable(questions);
        RepeatedQuestions.tell(questions, warnings);
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
                    + LeftOutRows.below(unread));
        }
    }

    static boolean isNano(String spec) {
        return spec.equals(NANO) || spec.startsWith(NANO + ":");
    }
}
