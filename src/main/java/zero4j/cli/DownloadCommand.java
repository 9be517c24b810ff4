package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.cli.console.DownloadConsole;
import zero4j.cli.console.Launcher;
import zero4j.hub.Download;
import zero4j.hub.DownloadListener;
import zero4j.hub.FileChoice;
import zero4j.hub.HubFile;
import zero4j.hub.HubRepository;
import zero4j.hub.HubSettings;
import zero4j.weights.BundledModels;

/** {@code zero4j download}: a model or data set of the Hugging Face hub, or of one like it. */
@Command(
        name = "download",
        mixinStandardHelpOptions = true,
        description = {
            "Fetch a model or a data set from the Hugging Face hub, or from one like it.",
            "The folder is complete or absent: what was stopped goes on with the same command, every file is checked.",
            "Without --include: of a model its configuration, tokenizer and safetensors, of a data set its files of rows.",
            "",
            "HF_ENDPOINT names another hub, HF_TOKEN (or the file that `hf auth login` writes) is for what is not public,",
            "https_proxy and no_proxy are heeded.",
            ""
        })
final class DownloadCommand implements Runnable {
    private static final int FILES_SHOWN = 12;

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "OWNER/NAME, such as Qwen/Qwen2.5-0.5B, or the address of its page.")
    private String name = "";

    @Option(names = "--dataset", description = "It is a data set (also said by datasets/OWNER/NAME).")
    private boolean dataset;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description =
                    "Folder to make (default: models/NAME or data/NAME, where other commands find it by its name).")
    private @Nullable Path target;

    @Option(names = "--revision", paramLabel = "REV", description = "Branch, tag or commit (default: main).")
    private String revision = "main";

    @Option(
            names = "--include",
            paramLabel = "PATTERN",
            description = "Fetch the files of this pattern instead, such as 'main/*.parquet'; may be repeated.")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "PATTERN", description = "Leave these files out; may be repeated.")
    private List<String> exclude = List.of();

    @Option(names = "--list", description = "Only show which files would be fetched.")
    private boolean list;

    DownloadCommand() {
        this(System.getenv());
    }

    DownloadCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (BundledModels.folder(name).isPresent()) {
            throw new UserError(name + " is there already: it is a bundled model, and every command takes the name");
        }
        HubSettings settings = HubSettings.fromEnvironment(environment);
        HubRepository repository = HubRepository.parse(name, dataset, settings);
        Path folder = target != null ? target : repository.usualFolder();
        Download download = new Download(repository, revision, new FileChoice(include, exclude), folder);
        try {
            if (list) {
                show(out, download.list(settings, DownloadListener.SILENT));
            } else {
                fetch(out, download, settings);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fetch(PrintWriter out, Download download, HubSettings settings) throws InterruptedException {
        Download.Result result;
        try (DownloadConsole console = new DownloadConsole(
                download.repository().name(), spec.commandLine().getErr())) {
            result = download.run(settings, console);
        }
        out.printf(
                "%s at commit %s %s %s: %s, %s, every file checked%n",
                download.repository().name(),
                result.commit().substring(0, 12),
                result.wasThere() ? "was in" : "->",
                download.target(),
                files(result.files().size()),
                DownloadConsole.size(result.bytes()));
        if (download.repository().kind() == HubRepository.Kind.MODEL) {
            out.println("use it: " + Launcher.command() + " generate " + download.target()
                    + " --prompt '…', or train with --set model=" + download.target());
        } else {
            result.files().stream()
                    .limit(FILES_SHOWN)
                    .forEach(file -> out.println("  " + download.target().resolve(file.path())));
            out.println("use it: " + Launcher.command() + " train --set data.train="
                    + download.target().resolve(result.files().getFirst().path()));
        }
    }

    private static void show(PrintWriter out, Download.Result listing) {
        for (HubFile file : listing.files()) {
            out.printf("%10s  %s%n", DownloadConsole.size(file.size()), file.path());
        }
        out.printf(
                "%10s  in %s, commit %s%n",
                DownloadConsole.size(listing.bytes()), files(listing.files().size()), listing.commit());
    }

    private static String files(int count) {
        return count + (count == 1 ? " file" : " files");
    }
}
