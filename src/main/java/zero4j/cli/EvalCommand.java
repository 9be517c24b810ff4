package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.AtomicFile;
import zero4j.InvalidSettings;
import zero4j.UserError;
import zero4j.cli.console.Header;
import zero4j.cli.console.ProgressDisplay;
import zero4j.eval.Benchmark;
import zero4j.eval.EvalSettings;
import zero4j.eval.Evaluation;
import zero4j.eval.Evaluator;
import zero4j.recipe.Recipes;
import zero4j.report.EvalTable;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.session.LoadedModel;
import zero4j.session.Prompting;
import zero4j.session.QuestionSource;
import zero4j.session.SavedEvaluation;
import zero4j.template.PromptTemplate;
import zero4j.template.Templates;
import zero4j.torch.Placement;
import zero4j.verify.MathVerifier;

/** {@code zero4j eval}: what a model scores on benchmarks. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = "Score a model on benchmarks, and save what it said.")
final class EvalCommand implements Runnable {
    /** The budget of arXiv 2503.20783. */
    private static final int PAPER_BUDGET = 3000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "nano, a Hugging Face folder, or the folder of a run.")
    private String model = "";

    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "SUITE",
            description =
                    "nano, question files, folders of them, or saved Hugging Face datasets (folders of Arrow files),"
                            + " separated by commas (default: nano).")
    private List<String> suite = List.of("nano");

    @Option(
            names = "--template",
            paramLabel = "NAME",
            description = "none, r1, qwen-math, or a .txt file with {question} (default: none).")
    private String template = "none";

    @Option(
            names = "--reward",
            paramLabel = "NAME",
            description = "How answers are marked: boxed or tag (default: as the template has it).")
    private @Nullable String reward;

    @Option(names = "--questions", paramLabel = "N", description = "Only the first N of each benchmark.")
    private int questions;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            description = "Budget per completion (default: 112 for nano, as in training, otherwise 3000).")
    private @Nullable Integer maxNewTokens;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description = "Completions per question for avg@k and pass@k, besides the greedy one (default: none).")
    private int samples;

    @Option(names = "--temperature", paramLabel = "T", description = "Temperature of those samples (default: 1).")
    private double temperature = 1;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the samples (default: 1).")
    private long seed = 1;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Completions that decode at the same time (default: 128). Fewer need less memory.")
    private int slots = 128;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder for scores and completions (default: evals/<time>-<model>).")
    private @Nullable Path output;

    @Mixin
    private VerifierOptions grading = new VerifierOptions();

    @Mixin
    private EngineOptions compute = new EngineOptions();

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        EvalSettings settings = settings();
        if (slots < 1) {
            throw new UserError("--slots is " + slots + "; it must be at least 1");
        }
        QuestionSource source = new QuestionSource(err);
        List<Benchmark> benchmarks = source.suite(suite);
        PromptTemplate chosen = Templates.byName(template);
        MathVerifier verifier = new MathVerifier(grading.settings());
        RewardFunction scored = Rewards.byName(reward == null ? Rewards.AUTO : reward, chosen, verifier);
        Placement placement = compute.placement();
        try (LoadedModel loaded = LoadedModel.open(model, compute, slots)) {
            Path folder = output == null ? defaultOutput(loaded.folder()) : output;
            AtomicFile.requireWritable(Files.isDirectory(folder) ? folder.resolve("evaluation.json") : folder);
            out.println("model      " + Header.model(loaded.folder(), loaded.config()) + ", " + placement);
            out.println("questions  " + questionCounts(benchmarks));
            out.println("prompts    template " + chosen.name() + "; greedy"
                    + (samples > 0
                            ? " and " + samples + " samples at temperature " + temperature + ", seed " + seed
                            : "")
                    + "; at most " + settings.maxNewTokens() + " tokens");
            out.println("reward     " + Header.reward(scored));
            out.println("verifier   " + Header.verifier(grading.settings()));
            Prompting prompting = new Prompting(chosen, loaded.tokenizer().required("eval"));
            int maxPromptTokens = loaded.config().longestSequence() - 1;
            source.warnOfLongPrompts(benchmarks, settings, prompting, maxPromptTokens);
            Evaluator evaluator = new Evaluator(loaded.backend(), prompting, maxPromptTokens, scored, settings, seed);
            long total = evaluator.completions(benchmarks);
            Evaluation evaluation;
            try (ProgressDisplay progress = ProgressDisplay.fitting("evaluating", "completions", total, err)) {
                evaluation = evaluator.evaluate(benchmarks, progress);
            }
            out.println();
            out.print(EvalTable.of(evaluation.scores(0)));
            SavedEvaluation.write(folder, description(loaded.folder(), scored, settings), evaluation);
            out.println();
            out.println("saved to   " + folder);
        }
    }

    private EvalSettings settings() {
        boolean nanoOnly = suite.stream().allMatch("nano"::equals);
        int budget = maxNewTokens != null ? maxNewTokens : nanoOnly ? nanoBudget() : PAPER_BUDGET;
        try {
            return new EvalSettings(suite, 0, questions, budget, samples, temperature);
        } catch (InvalidSettings e) {
            throw new UserError(
                    e.problems().stream()
                            .map(problem -> problem.toString()
                                    .replaceFirst("^eval\\.", "--")
                                    .replace('_', '-'))
                            .collect(Collectors.joining("\n")),
                    e);
        }
    }

    /** That of the evaluations in training, so that the scores compare. */
    private static int nanoBudget() {
        return Recipes.train(null, List.of()).eval().maxNewTokens();
    }

    private SavedEvaluation.Description description(Path folder, RewardFunction scored, EvalSettings settings) {
        return new SavedEvaluation.Description(
                Version.current(),
                folder.toString(),
                template,
                scored.name(),
                grading.settings(),
                seed,
                compute.placement().toString(),
                settings);
    }

    private static String questionCounts(List<Benchmark> benchmarks) {
        return benchmarks.stream()
                .map(benchmark -> benchmark.name() + " " + benchmark.set().size())
                .collect(Collectors.joining(", "));
    }

    private static Path defaultOutput(Path model) {
        String time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss").format(LocalDateTime.now(ZoneId.systemDefault()));
        return Path.of("evals")
                .resolve(time + "-" + model.toAbsolutePath().normalize().getFileName());
    }
}
