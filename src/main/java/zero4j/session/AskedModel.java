package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import zero4j.UserError;
import zero4j.Words;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SamplePass;
import zero4j.data.Question;
import zero4j.eval.Benchmark;
import zero4j.eval.CompletionLog;
import zero4j.eval.EvalSettings;
import zero4j.eval.Evaluator;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.rollout.Determinism;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;
import zero4j.run.CompletionRecord;
import zero4j.run.Provenance;
import zero4j.template.Templates;
import zero4j.verify.MathVerifier;
import zero4j.verify.ToldDefects;
import zero4j.weights.ModelConfig;

/** A model of a pass of sampling, loaded once for all its cells. */
final class AskedModel implements AutoCloseable {
    /** Stands for every question where the text of a template is kept. */
    private static final Question SLOT = new Question("slot", "{question}", List.of("?"), Map.of());

    private final SamplePass.Model model;
    private final LoadedModel loaded;
    private final SamplePass.Settings settings;
    private final Consumer<String> warnings;

    /**
     * How a template asks the model.
     *
     * @param prompt of the question {@code {question}}
     * @param reward name of what marks the answers
     */
    record Way(String prompt, String reward) {}

    private AskedModel(
            SamplePass.Model model, LoadedModel loaded, SamplePass.Settings settings, Consumer<String> warnings) {
        this.model = model;
        this.loaded = loaded;
        this.settings = settings;
        this.warnings = warnings;
    }

    static AskedModel open(
            SamplePass.Model model, Compute compute, SamplePass.Settings settings, Consumer<String> warnings) {
        return new AskedModel(model, LoadedModel.open(model.folder(), compute), settings, warnings);
    }

    /**
     * Those templates whose special tokens all of some models have, and in which each can be asked a question at least; what is left
     * out is told.
     */
    static List<String> fitting(
            List<Path> folders,
            List<String> templates,
            SamplePass.Settings settings,
            List<Benchmark> benchmarks,
            Consumer<String> warnings) {
        List<String> fitting = new ArrayList<>(templates);
        for (Path folder : folders) {
            ModelConfig config = ModelConfig.read(folder);
            OptionalTokenizer tokenizer = OptionalTokenizer.of(folder);
            fitting.removeIf(template -> {
                try {
                    Prompting prompting = new Prompting(
                            Templates.byName(template), tokenizer.required("analyze"), settings.specialTokens());
                    requireRoom(prompting, settings, benchmarks, config);
                    return false;
                } catch (UserError unfit) {
                    if (template.equals(templates.getFirst())) {
                        throw unfit;
                    }
                    warnings.accept("template " + template + " is left out, since it does not fit " + folder + ": "
                            + unfit.getMessage());
                    return true;
                }
            });
        }
        return List.copyOf(fitting);
    }

    /** @throws UserError if not a single prompt is short enough for the model */
    private static void requireRoom(
            Prompting prompting, SamplePass.Settings settings, List<Benchmark> benchmarks, ModelConfig config) {
        int shortest = Integer.MAX_VALUE;
        for (Benchmark benchmark : benchmarks) {
            for (Question question : benchmark.questions(settings.questions())) {
                shortest = Math.min(shortest, prompting.apply(question).tokens().length);
                if (shortest < config.longestSequence()) {
                    return;
                }
            }
        }
        if (shortest < Integer.MAX_VALUE) {
            throw new UserError("the template " + prompting.template().name() + " leaves no room for an answer to any"
                    + " question: the shortest prompt has " + Words.counted(shortest, "token") + ", and the model a "
                    + config.limitInWords() + ". Choose other templates, or a model with a longer context");
        }
    }

    /** @throws UserError if the template does not fit the model's tokenizer */
    Way way(String template) {
        return new Way(prompting(template).apply(SLOT).text(), reward(template).name());
    }

    private Prompting prompting(String template) {
        try {
            return new Prompting(Templates.byName(template), loaded.tokenizerFor("analyze"), settings.specialTokens());
        } catch (UserError e) {
            throw new UserError("model " + model.name() + ": " + e.getMessage(), e);
        }
    }

    private RewardFunction reward(String template) {
        return Rewards.byName(
                Rewards.AUTO,
                Templates.byName(template),
                new ToldDefects(new MathVerifier(settings.verifier()), warnings));
    }

    /**
     * Tells what is strange about the model, and about questions in a template.
     *
     * @throws UserError if the template has no place for a question, or no prompt fits the model's context, or special tokens in questions are to be refused
     */
    void tell(String template, List<Benchmark> benchmarks) {
        loaded.warnings().forEach(text -> warnings.accept("model " + model.name() + ": " + text));
        Prompting prompting = prompting(template);
        QuestionSource source = new QuestionSource(
                text -> warnings.accept("model " + model.name() + ", template " + template + ": " + text));
        source.tellSpecialTokens(benchmarks.stream().map(Benchmark::set), prompting, settings.specialTokens());
        try {
            requireRoom(prompting, settings, benchmarks, loaded.config());
        } catch (UserError e) {
            throw new UserError("model " + model.name() + ": " + e.getMessage(), e);
        }
        source.warnOfLongPrompts(benchmarks, evaluation(), prompting, maxPromptTokens());
    }

    private int maxPromptTokens() {
        return loaded.config().longestSequence() - 1;
    }

    private EvalSettings evaluation() {
        return new EvalSettings(List.of(), 0, settings.questions(), settings.maxNewTokens(), 0, 1);
    }

    /** How a cell is sampled here. */
    SamplePass.Origin origin(SampleCell cell, int samples) {
        Way way = way(cell.template());
        return new SamplePass.Origin(
                Provenance.programVersion(),
                model.name(),
                model.weights(),
                cell.template(),
                way.prompt(),
                way.reward(),
                cell.temperature(),
                samples,
                settings,
                loaded.device(),
                loaded.engine());
    }

    /**
     * Samples a cell, each completion into its folder as it comes.
     *
     * @param first index of the first sample
     * @param counts is given the completions of every question
     * @return whether all is there, or it was asked to stop before
     */
    boolean sample(
            SamplePass.Origin cell,
            int first,
            List<Benchmark> benchmarks,
            CompletionLog log,
            Progress progress,
            BooleanSupplier stop,
            Consumer<List<CompletionRecord>> counts) {
        SamplingParams params = new SamplingParams(
                cell.samples() - first, settings.maxNewTokens(), cell.temperature(), 0, 1, settings.seed(), first);
        try (RewardFunction reward = reward(cell.template())) {
            return new Evaluator(
                            loaded.backend(),
                            prompting(cell.template()),
                            maxPromptTokens(),
                            reward,
                            evaluation(),
                            settings.seed(),
                            EvalSession.CHUNKS * loaded.slots())
                    .ask(benchmarks, params, log, progress, stop, counts);
        }
    }

    /** Whether samples that are added are those that would have come with the others. */
    boolean samplesApart() {
        return loaded.backend().determinism() == Determinism.INDEPENDENT_OF_BATCH;
    }

    Path folder() {
        return loaded.folder();
    }

    @Override
    public void close() {
        loaded.close();
    }
}
