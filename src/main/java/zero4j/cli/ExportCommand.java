package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.learn.Checkpoint;
import zero4j.model.AdapterFiles;
import zero4j.model.AdapterFolder;
import zero4j.session.ModelArgument;
import zero4j.torch.LibTorch;
import zero4j.weights.AdapterConfig;
import zero4j.weights.ModelFolder;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.SafetensorsWriter;

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
        Path source = ModelArgument.folder(model);
        if (choice.adapterOnly) {
            exportAdapter(Checkpoint.adapter(source), source);
            out.println("adapter of " + source + " -> " + target);
            return;
        }
        try (ModelFolder folder = ModelFolder.open(source)) {
            if (choice.adapter == null) {
                write(folder, entries(folder));
                out.println(source + " -> " + target);
            } else {
                LibTorch.load(); // says clearly what is wrong if it does not fit the machine
                try (AdapterFolder adapter = AdapterFolder.open(choice.adapter, folder)) {
                    write(folder, adapter.merged());
                }
                out.println(source + " with the adapter " + choice.adapter + " -> " + target);
            }
        }
        out.println("talk to it: ./zero4j generate " + target + " --prompt '…'");
    }

    private void write(ModelFolder source, List<SafetensorsWriter.Entry> entries) {
        ModelFolderWriter.write(target, source.config(), entries, source.path());
    }

    private static List<SafetensorsWriter.Entry> entries(ModelFolder folder) {
        return folder.tensors().values().stream()
                .map(info -> new SafetensorsWriter.Entry(
                        info.name(), info.dtype(), info.shape(), () -> folder.data(info.name())))
                .toList();
    }

    private void exportAdapter(Path adapter, Path checkpoint) {
        if (!Files.isDirectory(adapter)) {
            throw new UserError(
                    "there is no adapter in " + checkpoint
                            + ": only runs with lora.rank above 0 train one. Leave --adapter-only out to export the whole model");
        }
        AdapterConfig.read(adapter); // a damaged one is not passed on
        AtomicFile.writeFolder(target, folder -> {
            for (String file : List.of(AdapterConfig.FILE, AdapterFiles.WEIGHTS)) {
                Files.copy(adapter.resolve(file), folder.resolve(file));
            }
        });
    }
}
