package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.analyze.Contamination;
import zero4j.analyze.Overlap;
import zero4j.analyze.OverlapSearch;
import zero4j.data.ColumnNames;
import zero4j.data.Question;
import zero4j.data.QuestionSet;
import zero4j.data.RowProblem;
import zero4j.data.TrainingText;
import zero4j.data.TrainingTexts;
import zero4j.data.nano.NanoWorld;
import zero4j.eval.Benchmark;
import zero4j.hub.HubRepository;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;

/**
 * Looks for benchmarks in training sets, and in what models know by heart. Training sets are read one text at a time. It prints nothing:
 * what it has to say goes to an {@link EvalListener}.
 *
 * <pre>{@code
 * Finding finding = ContaminationSession.of(List.of("train.jsonl"), List.of("math500.jsonl")).run().finding();
 * }</pre>
 */
public final class ContaminationSession {
    /** Of an endless generated set. */
    private static final long GENERATED = 10_000;

    private static final int USUAL_BUDGET = 1024;

    private final List<String> training;
    private final List<String> suite;
    private ColumnNames columns = ColumnNames.FOUND;
    private List<NamedModel> models = List.of();
    private Function<NamedModel, Compute> computes =
            model -> ModelOrigin.of(model.argument()).compute();
    private @Nullable Path folder;
    private @Nullable Integer maxNewTokens;
    private int questions;
    private EvalListener listener = EvalListener.NONE;

    private ContaminationSession(List<String> training, List<String> suite) {
        this.training = List.copyOf(training);
        this.suite = List.copyOf(suite);
    }

    /**
     * A search.
     *
     * @param training files of questions or texts, folders and patterns of them, data sets that were downloaded, {@code nano}, of which
     *     10,000 questions are looked at, and runs, whose training questions are meant
     * @param suite benchmarks, as in an evaluation
     */
    public static ContaminationSession of(List<String> training, List<String> suite) {
        return new ContaminationSession(training, suite);
    }

    /** Columns of question and answer in the files; by default they are found by their names. */
    public ContaminationSession columns(ColumnNames names) {
        columns = names;
        return this;
    }

    /**
     * Models that are given the beginnings of the benchmarks' questions; by default none.
     *
     * @param names as in an analysis; {@code NAME=MODEL} gives one another name in tables
     */
    public ContaminationSession models(List<String> names) {
        List<NamedModel> named = names.stream().distinct().map(NamedModel::of).toList();
        return named(named.stream()
                .map(model -> named.stream()
                                        .filter(other -> other.name().equals(model.name()))
                                        .count()
                                > 1
                        ? new NamedModel(model.argument(), model.argument())
                        : model)
                .toList());
    }

    ContaminationSession named(List<NamedModel> chosen) {
        models = List.copyOf(chosen);
        return this;
    }

    /**
     * Where and with what models sample; by default each as in the run that trained it, or on the CPU.
     *
     * @param said makes of what is the default for a model what is wanted
     */
    public ContaminationSession compute(UnaryOperator<Compute> said) {
        return computes(model -> said.apply(ModelOrigin.of(model.argument()).compute()));
    }

    ContaminationSession computes(Function<NamedModel, Compute> of) {
        computes = of;
        return this;
    }

    /** Folder where what models say is kept as it comes, and used where it is asked for again; by default it is forgotten. */
    public ContaminationSession folder(Path where) {
        folder = where;
        return this;
    }

    /**
     * Budget (tokens) of what a model says; by default that of its run's evaluations, of others 112 for {@code nano}, as in
     * training, and otherwise 1024.
     */
    public ContaminationSession maxNewTokens(int budget) {
        new SettingChecks("").atLeast("max_new_tokens", budget, 1).done();
        maxNewTokens = budget;
        return this;
    }

    /** Models are asked only the first of each benchmark; 0, the default, is all. */
    public ContaminationSession questions(int most) {
        new SettingChecks("").atLeast("questions", most, 0).done();
        questions = most;
        return this;
    }

    /** Hears warnings, and how far a model is. */
    public ContaminationSession listener(EvalListener hears) {
        listener = hears;
        return this;
    }

    /**
     * Searches, then asks the models.
     *
     * @throws UserError if something that is named is not there or cannot be read, or nothing is to be done
     */
    public Contamination run() {
        if (training.isEmpty() && models.isEmpty()) {
            throw new UserError("name a training set to look for the benchmarks in, or a model to be asked");
        }
        List<Benchmark> benchmarks = new QuestionSource(listener::warning).suite(suite, columns.wherePresent());
        OverlapSearch search = new OverlapSearch(benchmarks);
        List<Overlap> overlaps = new ArrayList<>();
        training.forEach(name -> overlaps.addAll(overlaps(search, name)));
        if (training.isEmpty()) {
            models.stream()
                    .flatMap(model -> dataOf(model.argument()).stream())
                    .distinct()
                    .forEach(name -> {
                        try {
                            overlaps.addAll(overlaps(search, name));
                        } catch (UserError e) {
                            listener.warning("the training questions of the model are not compared: " + e.getMessage());
                        }
                    });
        }
        return new Contamination(
                overlaps, models.stream().map(model -> ask(model, benchmarks)).toList());
    }

    /** What the run that trained a model learnt from; empty if none did. */
    private static Optional<String> dataOf(String model) {
        ModelOrigin origin = ModelOrigin.of(model);
        return origin.recipe()
                .filter(_ -> origin.run().isPresent())
                .map(recipe -> recipe.data().train());
    }

    /** What is meant by a name: of a run its training questions. */
    private static String meant(String name) {
        RunFolder run = new RunFolder(RunFolder.named(Path.of(name)));
        return Files.isRegularFile(run.recipe())
                ? Recipes.train(run.recipe(), List.of()).data().train()
                : name;
    }

    private List<Overlap> overlaps(OverlapSearch search, String given) {
        String name = meant(given);
        if (QuestionSource.isNano(name)) {
            QuestionSet generated = NanoWorld.train(name);
            return List.of(search.in(name, each -> {
                for (long i = 0; i < GENERATED; i++) {
                    each.accept(text(generated.get(i)));
                }
            }));
        }
        Path path = HubRepository.resolve(HubRepository.Kind.DATASET, name);
        List<TrainingTexts> sets;
        try {
            sets = TrainingTexts.at(path, columns.wherePresent());
        } catch (UserError e) {
            throw new UserError(e.getMessage() + HubRepository.advice(HubRepository.Kind.DATASET, name), e);
        }
        return sets.stream()
                .map(set -> search.in(set.name(), each -> {
                    List<RowProblem> problems = set.read(each);
                    LeftOutRows.tell(set.name(), problems, listener::warning);
                }))
                .toList();
    }

    static TrainingText text(Question question) {
        return new TrainingText(question.id(), question.text(), question.text());
    }

    private Contamination.OfModel ask(NamedModel model, List<Benchmark> benchmarks) {
        int budget = maxNewTokens != null
                ? maxNewTokens
                : ModelOrigin.of(model.argument())
                        .recipe()
                        .map(recipe -> recipe.eval().maxNewTokens())
                        .orElse(suite.stream().allMatch(ModelArgument.NANO::equals) ? nanoBudget() : USUAL_BUDGET);
        return new ProbedModel(model, computes.apply(model), benchmarks, questions, budget, listener).found(folder);
    }

    private static int nanoBudget() {
        return Recipes.train().eval().maxNewTokens();
    }
}
