package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.InvalidSettings;
import zero4j.UserError;
import zero4j.cli.console.EvalConsole;
import zero4j.cli.console.Launcher;
import zero4j.recipe.TrainRecipe;
import zero4j.session.EvalMatrix;
import zero4j.session.EvalSession;
import zero4j.session.MatrixSetup;
import zero4j.session.ModelOrigin;
import zero4j.verify.VerifierSettings;

/** {@code zero4j eval}: what a model scores on benchmarks. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = {
            "Score models on benchmarks, and save what they said.",
            "Several models, or templates, give one table, a row for each model in each template.",
            "A run, or a checkpoint of one, is asked and marked as in the run's own evaluations, if no option says otherwise:"
                    + " the defaults below are those of other models."
        })
final class EvalCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "MODEL",
            arity = "1..*",
            description =
                    "nano, a Hugging Face folder, the folder of a run, or http://HOST:PORT of a server of vLLM's or"
                            + " SGLang's protocol; several for a table.")
    private List<String> models = List.of();

    @Option(
            names = "--template",
            split = ",",
            paramLabel = "NAME",
            completionCandidates = Choices.OfTemplates.class,
            description = "${COMPLETION-CANDIDATES}, or a .txt file with {question} (default: none); several, separated"
                    + " by commas, for a table.")
    private @Nullable List<String> templates;

    @Option(
            names = "--reward",
            paramLabel = "NAME",
            completionCandidates = Choices.OfRewards.class,
            description =
                    "How answers are marked: ${COMPLETION-CANDIDATES}, or command:PROGRAM with its arguments (default: as the"
                            + " template has it).")
    private @Nullable String reward;

    @Option(
            names = "--reward-timeout",
            paramLabel = "SECONDS",
            description = "What a program of --reward may take for a batch of completions (default: 300).")
    private @Nullable Integer rewardTimeout;

    @Option(names = "--questions", paramLabel = "N", description = "Only the first N of each benchmark.")
    private @Nullable Integer questions;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description = "Completions per question for avg@k and pass@k, besides the greedy one (default: none).")
    private @Nullable Integer samples;

    @Option(names = "--temperature", paramLabel = "T", description = "Temperature of those samples (default: 1).")
    private @Nullable Double temperature;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "Folder for scores and completions (default: evals/<time>-<model>), of a table with a folder for"
                            + " each row. An evaluation that was interrupted there goes on.")
    private @Nullable Path output;

    @Option(
            names = "--overwrite",
            description = "Replace the finished evaluation in the folder of --output, once this one is finished.")
    private boolean overwrite;

    @Option(
            names = "--resume",
            description =
                    "Go on with the evaluation that was interrupted in the folder of --output, given the same options;"
                            + " refuse to begin one. Rows of a table that are finished there are kept, and may be added"
                            + " to.")
    private boolean resume;

    private final AtomicReference<BooleanSupplier> asked = new AtomicReference<>(() -> false);

    @Mixin
    private AskingOptions asking = new AskingOptions();

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try (EvalConsole console =
                new EvalConsole(out, spec.commandLine().getErr(), text -> OptionWords.of(spec, text))) {
            EvalMatrix matrix = matrix().listener(console);
            try (MatrixSetup setup = prepared(matrix)) {
                console.header(setup);
                evaluate(matrix, setup, console);
            }
        }
    }

    /** Ctrl-C finishes what the engine samples, and saves. */
    private void evaluate(EvalMatrix matrix, MatrixSetup setup, EvalConsole console) {
        PrintWriter err = spec.commandLine().getErr();
        try (StopRequest stop = StopRequest.listen(
                err, () -> "stopping: the completions that are being sampled are finished and saved first")) {
            asked.set(stop);
            if (!matrix.run(setup).finished()) {
                console.goOn(commandThatGoesOn(setup.output()));
            }
        }
    }

    private String commandThatGoesOn(Path folder) {
        List<String> words =
                new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
        if (output == null) {
            words.addAll(List.of("--output", folder.toString()));
        }
        if (!resume) {
            words.add("--resume");
        }
        return Launcher.command(words);
    }

    private EvalMatrix matrix() {
        if (resume && output == null) {
            throw new ParameterException(
                    spec.commandLine(), "--resume needs --output, the folder of the evaluation that is to go on");
        }
        List<EvalSession> rows = new ArrayList<>();
        for (String model : asking.located(models)) {
            if (templates == null) {
                rows.add(session(model));
            } else {
                templates.forEach(template -> rows.add(session(model).template(template)));
            }
        }
        EvalMatrix matrix = EvalMatrix.of(rows).stopWhen(() -> asked.get().getAsBoolean());
        AskingOptions.set(output, matrix::output);
        if (overwrite) {
            matrix.replace();
        }
        if (resume) {
            matrix.resume();
        }
        return matrix;
    }

    private EvalSession session(String model) {
        EvalSession session = EvalSession.of(model);
        ModelOrigin origin = ModelOrigin.of(model);
        asking.tell(session::suite, session::columns, session::specialTokens, session::maxNewTokens, session::seed);
        asking.verifier(origin.recipe().map(TrainRecipe::verifier).orElse(VerifierSettings.DEFAULT), session::verifier);
        asking.compute(said -> session.compute(said.apply(origin.compute())));
        if (rewardTimeout != null) {
            session.rewardTimeout(Duration.ofSeconds(Math.max(1, rewardTimeout)));
        }
        AskingOptions.set(reward, session::reward);
        AskingOptions.set(questions, session::questions);
        AskingOptions.set(samples, session::samples);
        AskingOptions.set(temperature, session::temperature);
        return session;
    }

    /** What is refused is named as the option that it was given with. */
    private MatrixSetup prepared(EvalMatrix matrix) {
        try (StopRequest.Farewell _ =
                StopRequest.say(spec.commandLine().getErr(), "stopped before anything was sampled: nothing is saved")) {
            return matrix.prepare();
        } catch (InvalidSettings e) {
            throw new UserError(
                    e.problems().stream().map(InvalidSettings.Problem::toString).collect(Collectors.joining("\n")), e);
        }
    }
}
