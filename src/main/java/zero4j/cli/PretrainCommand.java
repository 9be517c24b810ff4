package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.AtomicFile;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.cli.console.Header;
import zero4j.cli.console.Launcher;
import zero4j.cli.console.StepLine;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.pretrain.PretrainSettings;
import zero4j.pretrain.Pretrainer;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.RecipeReader;
import zero4j.session.PretrainingText;
import zero4j.torch.DeviceSettings;
import zero4j.torch.Placement;
import zero4j.torch.Threads;
import zero4j.weights.ModelFolderWriter;

/** {@code zero4j pretrain}: next-token prediction on text, from nothing or from a model. */
@Command(
        name = "pretrain",
        mixinStandardHelpOptions = true,
        description = "Train a model on text: a new one, or an existing one further.")
final class PretrainCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "YAML file of settings (default: a new nano base model).")
    private @Nullable Path recipeFile;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a setting; may be repeated.")
    private List<String> overrides = List.of();

    @Option(names = "--dry-run", description = "Show the resolved settings and stop.")
    private boolean dryRun;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        PretrainRecipe recipe = RecipeReader.pretrain(recipeFile, overrides);
        if (dryRun) {
            out.println(RecipeReader.render(recipe));
            return;
        }
        Path output = Path.of(recipe.output());
        if (Files.exists(output)) {
            throw new UserError("output: " + output + " exists already; choose another folder or remove it");
        }
        AtomicFile.requireWritable(output);
        DeviceSettings device = recipe.device();
        Placement placement = Placement.of(SettingChecks.word(device.device()), SettingChecks.word(device.dtype()));
        try (PretrainingText text = PretrainingText.open(recipe);
                CausalLm lm = text.model(recipe, placement)) {
            Threads.oneComputes(Threads.resolve(device.threads()));
            out.println("model      " + Header.model(Path.of(recipe.init()), lm.config()) + ", " + placement);
            out.println("text       " + recipe.data() + ", seed " + recipe.seed());
            train(out, recipe.train(), new Pretrainer(lm, recipe.train(), text.documents()));
            ModelFolderWriter.write(output, lm.config(), ModelFiles.entries(lm), text.tokenizerFolder());
            out.println();
            out.println("model      " + output);
            out.println("score it   " + Launcher.command() + " eval " + output);
            out.println("try it     " + Launcher.command() + " generate " + output + " --prompt '…'");
        }
    }

    private static void train(PrintWriter out, PretrainSettings settings, Pretrainer pretrainer) {
        out.println("plan       " + Header.count(settings.tokens()) + " tokens in " + Header.steps(settings.steps())
                + " of " + settings.batchTokens());
        out.println();
        out.println("    step     tokens      loss        lr   tok/s    ETA");
        long start = System.nanoTime();
        pretrainer.run((step, tokens, loss, rate) -> {
            double seconds = (System.nanoTime() - start) / 1e9;
            String eta = StepLine.duration(seconds / step * (settings.steps() - step));
            out.println(String.format(
                    Locale.ROOT,
                    "%8d %10s %9.4f %9.2e %7.0f %6s",
                    step,
                    Header.count(tokens),
                    loss,
                    rate,
                    tokens / seconds,
                    eta));
            out.flush();
        });
    }
}
