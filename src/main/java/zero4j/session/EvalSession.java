package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.data.ColumnNames;
import zero4j.data.Question;
import zero4j.data.SpecialTokens;
import zero4j.eval.Evaluation;
import zero4j.eval.Evaluator;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.rollout.Completion;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.run.RunFolder;
import zero4j.verify.VerifierSettings;

/**
 * What a model scores on benchmarks, with everything it said in files. It prints nothing: what it has to say goes to an
 * {@link EvalListener}.
 *
 * <p>What is not said of how the model is asked, and how answers are marked, is as in the run that trained it, if one did: then the
 * scores are those of the run's own evaluation after the same step. Of another model it is as said below.
 *
 * <pre>{@code
 * EvalResult result = EvalSession.of("runs/2026-01-01-120000-nano").samples(8).run();
 * }</pre>
 *
 * <p>Not thread-safe; evaluates once.
 */
public final class EvalSession {
    /** Waves of completions in one call of the engine: few enough to be kept in memory, enough that slots are seldom idle. */
    static final int CHUNKS = 8;

    private final String model;
    private final EvalChoices choices = new EvalChoices();
    private @Nullable RewardFunction reward;
    private @Nullable Path output;
    private boolean mustGoOn;
    private boolean mayReplace;
    private BooleanSupplier stop = () -> false;
    private EvalListener listener = EvalListener.NONE;

    private EvalSession(String model) {
        this.model = model;
    }

    /**
     * An evaluation of a model.
     *
     * @param model {@code nano}, a Hugging Face folder, or the folder of a run, which stands for its latest checkpoint
     */
    public static EvalSession of(String model) {
        return new EvalSession(model);
    }

    /** {@code nano}, question files, folders of them, or saved Hugging Face datasets; the default is {@code nano}. */
    public EvalSession suite(List<String> names) {
        choices.suite = List.copyOf(names);
        return this;
    }

    /** Columns of the question files; by default they are found by their names. */
    public EvalSession columns(ColumnNames names) {
        choices.columns = names;
        return this;
    }

    /** What is done with special tokens that questions contain; by default they are told. */
    public EvalSession specialTokens(SpecialTokens chosen) {
        choices.specialTokens = chosen;
        return this;
    }

    /** The prompt template, by name or by file; the default is {@code none}. */
    public EvalSession template(String name) {
        choices.template = name;
        return this;
    }

    /** How answers are marked, by name; the default is how the template asks for them. */
    public EvalSession reward(String name) {
        choices.reward = name;
        return this;
    }

    /** How long a reward that is a program may take for a batch of completions; the default is five minutes. */
    public EvalSession rewardTimeout(Duration most) {
        choices.patience = most;
        return this;
    }

    /** Marks answers by a function of one's own. */
    public EvalSession reward(RewardFunction own) {
        reward = own;
        return this;
    }

    /**
     * Marks a completion by a number, as {@link Rewards#scored} says: what is above 0 counts as correct. Every such function is
     * called {@code own}, so whoever goes on with an evaluation by another one is not told: give a name to be.
     */
    public EvalSession reward(ToDoubleBiFunction<Question, Completion> score) {
        return reward(TrainSession.OWN_REWARD, score);
    }

    /** Marks a completion by a number, under a name that the evaluation keeps; it should change with the function. */
    public EvalSession reward(String name, ToDoubleBiFunction<Question, Completion> score) {
        return reward(Rewards.scored(name, score));
    }

    /** How the rewards that have a name compare answers. */
    public EvalSession verifier(VerifierSettings settings) {
        choices.verifier = settings;
        return this;
    }

    /** Only the first of each benchmark; 0, the default, asks all. */
    public EvalSession questions(int most) {
        choices.questions = most;
        return this;
    }

    /** Budget (tokens) of a completion; the default is 112 for {@code nano}, as in training, otherwise 3000. */
    public EvalSession maxNewTokens(int budget) {
        choices.maxNewTokens = budget;
        return this;
    }

    /** Completions per question for avg@k and pass@k, besides the greedy one; the default is none. */
    public EvalSession samples(int perQuestion) {
        choices.samples = perQuestion;
        return this;
    }

    /** Of those samples; the default is 1. */
    public EvalSession temperature(double divisor) {
        choices.temperature = divisor;
        return this;
    }

    /** Of those samples; the default is 1. */
    public EvalSession seed(long number) {
        choices.seed = number;
        return this;
    }

    /** Where and with what the model samples. */
    public EvalSession compute(Compute chosen) {
        choices.compute = chosen;
        return this;
    }

    /**
     * Folder for scores and completions; the default is {@code evals/<time>-<model>}. If it holds an unfinished evaluation of the same
     * settings, that goes on; one of others, or one that goes on at this moment, is refused. So is a finished one, unless it may be
     * {@linkplain #replace() replaced}.
     */
    public EvalSession output(Path folder) {
        output = folder;
        return this;
    }

    /** Replaces what a finished evaluation left in the {@link #output}, once this one is finished. */
    public EvalSession replace() {
        mayReplace = true;
        return this;
    }

    /** Only goes on with the unfinished evaluation in the {@link #output}: none there is refused. */
    public EvalSession resume() {
        mustGoOn = true;
        return this;
    }

    /**
     * Asked before each call of the engine, which samples up to some thousand completions; an evaluation that stops goes on where it
     * is given the same settings and the same {@link #output}.
     */
    public EvalSession stopWhen(BooleanSupplier asked) {
        stop = asked;
        return this;
    }

    /** Who hears what happens; one only, the last that is given. */
    public EvalSession listener(EvalListener hears) {
        listener = hears;
        return this;
    }

    /**
     * Opens and checks everything, the engine with the model's weights included. {@link #run()} does this by itself.
     *
     * @throws zero4j.InvalidSettings if a number is out of its range; the keys are those of a recipe's section {@code eval}
     * @throws zero4j.UserError if something that is named is not there or does not fit
     */
    public EvalSetup prepare() {
        if (mustGoOn) {
            requireUnfinished();
        }
        if (output != null && !mayReplace) {
            EvalFolder.requireNone(output);
        }
        EvalOpened opened = new EvalOpened(listener, true);
        try {
            return prepare(opened, output);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Opens and checks everything but the weights, as one of several evaluations. */
    EvalSetup prepare(EvalOpened opened, @Nullable Path folder) {
        return new EvalPreparation(model, choices, reward, folder, opened).open();
    }

    /** The model, as it was named. */
    String model() {
        return model;
    }

    /** Model and template, as they were named. */
    String inWords() {
        return choices.template == null ? model : model + ", template " + choices.template;
    }

    private void requireUnfinished() {
        if (output == null) {
            throw new UserError("to go on with an evaluation, name the folder of its output");
        }
        if (!EvalFolder.isUnfinished(output)) {
            throw new UserError("there is no unfinished evaluation in " + output
                    + (Files.isRegularFile(output.resolve("evaluation.json")) ? ": the one there is finished" : ""));
        }
    }

    /** Made at once: no other evaluation takes it. */
    static Path defaultOutput(Path evals, String name) {
        return RunFolder.createTimed(evals, name, LocalDateTime.now(ZoneId.systemDefault()));
    }

    /** Samples, marks and saves, each completion as it comes, to the end or until asked to stop. */
    public EvalResult run() {
        try (EvalSetup setup = prepare()) {
            return run(setup);
        }
    }

    /** Evaluates what {@link #prepare} opened, which stays the caller's to close. */
    public EvalResult run(EvalSetup setup) {
        Evaluator evaluator = new Evaluator(
                setup.model().backend(),
                setup.prompting(),
                setup.maxPromptTokens(),
                setup.reward(),
                setup.settings(),
                setup.seed(),
                CHUNKS * setup.model().slots());
        long all = evaluator.completions(setup.benchmarks());
        AtomicReference<Progress> progress = new AtomicReference<>(Progress.NONE);
        LongConsumer goesOn = kept -> {
            if (kept > 0) {
                listener.resumed(kept, all);
            }
            progress.set(listener.sampling(Math.max(1, all - kept)));
        };
        try (EvalFolder folder = EvalFolder.open(
                setup.output(), setup.description(), setup.model().folder(), goesOn)) {
            setup.reward().keepLogIn(setup.output());
            Evaluation evaluation = evaluator.evaluate(
                    setup.benchmarks(),
                    setup.step(),
                    folder,
                    done -> progress.get().finished(done),
                    stop);
            boolean finished = evaluation.results().size() == setup.benchmarks().size();
            EvalResult result = new EvalResult(setup.output(), finished, evaluation);
            if (finished) {
                folder.finish(evaluation.scores(setup.step()));
                listener.evaluated(result);
            } else {
                listener.stopped(result, folder.count(), all);
            }
            return result;
        }
    }
}
