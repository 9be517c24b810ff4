package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.session.Export;

/** {@code zero4j export}: a model as an ordinary Hugging Face folder, or a trained adapter alone. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write a model as a Hugging Face folder, or the adapter of a run alone.",
            "The model: the newest checkpoint of a run without what training needs, or a model with a LoRA adapter",
            "merged into it. With --adapter-only: the adapter that a run trained."
        })
final class ExportCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "nano, a Hugging Face folder, or the folder of a run.")
    private String model = "";

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "Folder to write; it must not exist.")
    private Path target = Path.of("");

    @ArgGroup
    private Choice choice = new Choice();

    private static final class Choice {
        @Option(
                names = "--adapter",
                paramLabel = "DIR",
                description = "Merge this LoRA adapter in PEFT's format into the model.")
        private @Nullable Path adapter;

        @Option(
                names = "--adapter-only",
                description = "Write only the adapter that the run trained, in PEFT's format.")
        private boolean adapterOnly;
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (choice.adapterOnly) {
            out.println("adapter of " + Export.adapter(model, target) + " -> " + target);
            return;
        }
        if (choice.adapter == null) {
            out.println(Export.model(model, target) + " -> " + target);
        } else {
            out.println(Export.merged(model, choice.adapter, target) + " with the adapter " + choice.adapter + " -> "
                    + target);
        }
        out.println("talk to it: ./zero4j generate " + target + " --prompt '…'");
    }
}
