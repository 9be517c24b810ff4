package zero4j.session;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import zero4j.analyze.SampleFolder;
import zero4j.data.ColumnNames;
import zero4j.data.SpecialTokens;
import zero4j.verify.VerifierSettings;

/**
 * One pass of sampling over models, templates and temperatures, kept in a folder, of which all analyses are made. What the folder has
 * is used, only what it lacks is sampled: each model is loaded once for all its cells. It prints nothing: what it has to say goes to an
 * {@link AnalyzeListener}.
 *
 * <p>What is not said is as in the pass that the folder has, or as said below.
 *
 * <pre>{@code
 * SampleFolder samples = AnalyzeSession.of(List.of("nano")).sample().orElseThrow();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class AnalyzeSession {
    private final List<String> models;
    private final SampleChoices choices = new SampleChoices();
    private final Set<String> told = new LinkedHashSet<>();
    private AnalyzeListener listener = AnalyzeListener.NONE;
    private BooleanSupplier stop = () -> false;

    private AnalyzeSession(List<String> models) {
        this.models = List.copyOf(models);
    }

    /**
     * An analysis.
     *
     * @param models each {@code nano}, a Hugging Face folder, or the folder of a run, which stands for its latest checkpoint;
     *     {@code NAME=MODEL} gives a model the name that tables have for it. Or the folder of a pass alone
     */
    public static AnalyzeSession of(List<String> models) {
        return new AnalyzeSession(models);
    }

    /** {@code nano}, question files, folders of them, or saved Hugging Face datasets; the default is {@code nano}. */
    public AnalyzeSession suite(List<String> names) {
        choices.suite = List.copyOf(names);
        return this;
    }

    /** Columns of the question files; by default they are found by their names. */
    public AnalyzeSession columns(ColumnNames names) {
        choices.columns = names;
        return this;
    }

    /** What is done with special tokens that questions contain; by default they are told. */
    public AnalyzeSession specialTokens(SpecialTokens chosen) {
        choices.specialTokens = chosen;
        return this;
    }

    /** The prompt templates, by name or by file; by default those of none, r1 and qwen-math that fit all tokenizers. */
    public AnalyzeSession templates(List<String> names) {
        choices.templates = List.copyOf(names);
        return this;
    }

    /** Each above 0; there is a greedy completion besides. The default is 0.1, 0.2, … 1. */
    public AnalyzeSession temperatures(List<Double> divisors) {
        choices.temperatures = List.copyOf(divisors);
        return this;
    }

    /** Completions per question at each temperature; the default is 8. */
    public AnalyzeSession samples(int number) {
        choices.samples = number;
        return this;
    }

    /** Only the first of each benchmark; 0 asks all. The default is 40 of the bundled ones, and all of others. */
    public AnalyzeSession questions(int first) {
        choices.questions = first;
        return this;
    }

    /** Budget per completion; the default is that of the bundled recipe for {@code nano}, and otherwise 3000. */
    public AnalyzeSession maxNewTokens(int tokens) {
        choices.maxNewTokens = tokens;
        return this;
    }

    /** Of all samples; the default is 1. */
    public AnalyzeSession seed(long number) {
        choices.seed = number;
        return this;
    }

    /** How answers are compared. */
    public AnalyzeSession verifier(VerifierSettings settings) {
        choices.verifier = settings;
        return this;
    }

    /** Where and with what models sample; by default each as in the run that trained it, or on the CPU. */
    public AnalyzeSession compute(Compute chosen) {
        choices.compute = chosen;
        return this;
    }

    /** Folder of the pass; the default is {@code analyses/} and the models' names. */
    public AnalyzeSession folder(Path where) {
        choices.folder = where;
        return this;
    }

    /** Who hears what happens; one only, the last that is given. */
    public AnalyzeSession listener(AnalyzeListener hears) {
        listener = hears;
        return this;
    }

    /** Asked before each call of an engine; a pass that stops goes on where it is given the same settings again. */
    public AnalyzeSession stopWhen(BooleanSupplier asked) {
        stop = asked;
        return this;
    }

    /**
     * Samples what the folder lacks.
     *
     * @return the cells that were asked for; empty if it was asked to stop before all was there
     * @throws zero4j.InvalidSettings if a number is out of its range
     * @throws zero4j.UserError if something that is named is not there or does not fit, or the folder has samples of other settings
     */
    public Optional<SampleFolder> sample() {
        Consumer<String> warnings = text -> {
            if (told.add(text)) {
                listener.warning(text);
            }
        };
        SamplingPlan plan = new SamplingPlanner(models, choices, warnings).plan();
        listener.planned(plan.folder(), plan.pass(), plan.cells(), plan.missing());
        boolean whole =
                plan.missing().isEmpty() || new PassSampling(plan, choices.compute, listener, warnings, stop).run();
        return whole ? Optional.of(SampleFolder.of(plan.folder(), plan.cells())) : Optional.empty();
    }
}
