package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;
import zero4j.analyze.Analysis;
import zero4j.analyze.Finding;
import zero4j.analyze.FindingFiles;
import zero4j.analyze.Judge;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SamplePass;
import zero4j.analyze.SelfReflection;
import zero4j.analyze.judge.JudgeChoice;
import zero4j.analyze.judge.JudgeCost;
import zero4j.analyze.judge.JudgeTask;
import zero4j.analyze.judge.LlmJudge;
import zero4j.analyze.judge.RuleJudge;
import zero4j.data.ColumnNames;
import zero4j.data.Question;
import zero4j.data.SpecialTokens;
import zero4j.rollout.RolloutBackend;
import zero4j.verify.VerifierSettings;

/**
 * One pass of sampling over models, templates and temperatures, kept in a folder, of which all analyses are made. What the folder has
 * is used, only what it lacks is sampled: each model is loaded once for all its cells. It prints nothing: what it has to say goes to an
 * {@link AnalyzeListener}.
 *
 * <p>What is not said is as in the pass that the folder has, or as said below.
 *
 * <pre>{@code
 * AnalyzeSession session = AnalyzeSession.of(List.of("nano"));
 * SampleFolder samples = session.sample().orElseThrow();
 * session.find(samples, List.of(Analysis.EXPLORATION));
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class AnalyzeSession {
    private final List<String> models;
    private final SampleChoices choices = new SampleChoices();
    private final Set<String> told = new LinkedHashSet<>();
    private JudgeChoice judges = JudgeChoice.RULES;
    private @Nullable FindingFiles files;
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

    /**
     * Where and with what models sample; by default each as it was sampled before, as in the run that trained it, or on the CPU.
     *
     * @param said makes of what is the default for a model what is wanted
     */
    public AnalyzeSession compute(UnaryOperator<Compute> said) {
        choices.compute = said;
        return this;
    }

    /** Folder of the pass; the default is {@code analyses/} and the models' names. */
    public AnalyzeSession folder(Path where) {
        choices.folder = where;
        return this;
    }

    /** Who decides what no verifier can, and about how much of it; by default rules, about everything. */
    public AnalyzeSession judge(JudgeChoice chosen) {
        judges = chosen;
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
        SamplingPlan plan = new SamplingPlanner(models, choices, this::warn).plan();
        listener.planned(plan.folder(), plan.pass(), plan.cells(), plan.missing());
        boolean whole = plan.missing().isEmpty() || new PassSampling(plan, listener, this::warn, stop).run();
        return whole ? Optional.of(SampleFolder.of(plan.folder(), plan.cells())) : Optional.empty();
    }

    /**
     * Analyses samples, one analysis after the other, and writes what each finds into their folder, as {@link FindingFiles} says.
     *
     * @throws zero4j.UserError if the samples cannot be read, or a judge cannot go on; what was found before stays written
     */
    public List<Finding> find(SampleFolder samples, List<Analysis> analyses) {
        List<Finding> findings = new ArrayList<>();
        try (Judge judge = judge(samples, analyses)) {
            if (judge instanceof LlmJudge model) {
                listener.judging(model.cost(judges.judged(samples), tasks(analyses)));
            }
            SelfReflection.Judging judging =
                    new SelfReflection.Judging(judge, judges.responses(), false, judges.seed());
            for (Analysis analysis : analyses) {
                findings.add(kept(samples, analysis.find(samples, judging)));
            }
        }
        return findings;
    }

    /**
     * What a model that judges will take; nothing is sent.
     *
     * @return empty if none judges
     */
    public Optional<JudgeCost> cost(SampleFolder samples, List<Analysis> analyses) {
        try (Judge judge = judge(samples, analyses)) {
            return judge instanceof LlmJudge model
                    ? Optional.of(model.cost(judges.judged(samples), tasks(analyses)))
                    : Optional.empty();
        }
    }

    /**
     * What a model that judges will take, before anything is sampled: where samples are missing every response counts as long as its
     * budget, which is told.
     *
     * @return empty if none judges
     */
    public Optional<JudgeCost> estimate(List<Analysis> analyses) {
        SamplingPlan plan = new SamplingPlanner(models, choices, this::warn).plan();
        listener.planned(plan.folder(), plan.pass(), plan.cells(), plan.missing());
        if (plan.missing().isEmpty()) {
            return cost(SampleFolder.of(plan.folder(), plan.cells()), analyses);
        }
        SamplePass.Settings settings = plan.pass().settings();
        warn(
                "not all is sampled: the estimate is the most that judging can take, with every response as long as its budget of "
                        + Words.counted(settings.maxNewTokens(), "token") + " and judged for the first time");
        List<String> questions = plan.benchmarks().stream()
                .flatMap(benchmark -> benchmark.questions(settings.questions()).stream())
                .map(Question::text)
                .toList();
        return judges.atMost(tasks(analyses), plan.cells(), questions, settings.maxNewTokens());
    }

    private Judge judge(SampleFolder samples, List<Analysis> analyses) {
        if (tasks(analyses).isEmpty()) {
            return new RuleJudge(); // nobody is asked
        }
        return judges.open(samples.path(), new LlmJudge.Listener() {
            @Override
            public void note(String text) {
                listener.warning(text);
            }

            @Override
            public void answered(long answered) {
                listener.judged(answered);
            }
        });
    }

    private static List<JudgeTask> tasks(List<Analysis> analyses) {
        return analyses.stream()
                .flatMap(analysis -> switch (analysis) {
                    case ANSWERING -> Stream.of(JudgeTask.ANSWERING);
                    case REFLECTION -> Stream.of(JudgeTask.REFLECTION);
                    case EXPLORATION, CATEGORIES, TEMPLATES -> Stream.<JudgeTask>empty();
                })
                .toList();
    }

    /**
     * Looks for the questions of a pass in training sets, and in what its models know by heart, which asks each once
     * more: the beginnings of questions are no prompts of the pass.
     *
     * @param training where to look; none is what the runs among the models were trained on
     * @return empty if the models or the questions are not where they were, which is told
     */
    public Optional<Finding> contamination(SampleFolder samples, List<String> training) {
        SamplePass pass = samples.pass();
        List<NamedModel> asked = samples.cells().stream()
                .map(SampleCell::model)
                .distinct()
                .map(name -> new NamedModel(name, pass.model(name).orElseThrow().folder()))
                .toList();
        PassCompute compute = new PassCompute(samples.path(), Optional.of(pass), choices.compute);
        boolean nano = pass.suite().stream().allMatch(ModelArgument.NANO::equals);
        try {
            ContaminationSession session = ContaminationSession.of(
                            nano && training.isEmpty() ? List.of(ModelArgument.NANO) : training, pass.suite())
                    .named(asked)
                    .computes(model -> compute.chosen(pass.model(model.name()).orElseThrow()))
                    .folder(samples.path())
                    .columns(pass.columns())
                    .questions(pass.settings().questions())
                    .listener(new EvalListener() {
                        @Override
                        public void warning(String text) {
                            warn(text);
                        }

                        @Override
                        public RolloutBackend.Progress sampling(long completions) {
                            return listener.sampling(0, completions);
                        }
                    });
            return Optional.of(kept(samples, session.run().finding()));
        } catch (UserError e) {
            warn("contamination is left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Finding kept(SampleFolder samples, Finding finding) {
        files(samples).write(finding, Optional.of(samples));
        listener.found(finding);
        return finding;
    }

    /** The same for all findings, so that a machine that cannot draw is told of once. */
    private FindingFiles files(SampleFolder samples) {
        FindingFiles known = files;
        if (known == null) {
            known = new FindingFiles(samples.path(), this::warn);
            files = known;
        }
        return known;
    }

    private void warn(String text) {
        if (told.add(text)) {
            listener.warning(text);
        }
    }
}
