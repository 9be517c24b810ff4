package zero4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.InvalidSettings;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.engine.Generation;
import zero4j.rollout.ServerSettings;
import zero4j.run.RunFolder;
import zero4j.serve.ServeSettings;
import zero4j.serve.ServedModel;
import zero4j.serve.Server;
import zero4j.session.LoadedModel;
import zero4j.session.ModelOrigin;
import zero4j.template.Templates;
import zero4j.weights.BundledModels;

/** {@code zero4j serve}: samples from a model for clients over HTTP. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serve a model over HTTP, until Ctrl-C, in the protocols of OpenAI (/v1/completions, /v1/chat/completions), vLLM and"
                    + " SGLang. docs/serve.md has the routes."
        })
final class ServeCommand implements Runnable {
    private static final Duration LOOKING = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "nano, a Hugging Face folder, or the folder of a run.")
    private String model = "";

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Address of this machine to serve at (default: 127.0.0.1, which other machines cannot reach).")
    private String host = ServeSettings.LOCAL.host();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port; 0 for a free one (default: " + ServeSettings.PORT + ").")
    private int port = ServeSettings.PORT;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What clients call the model (default: as it is called here).")
    private @Nullable String name;

    @Option(
            names = "--template",
            paramLabel = "NAME",
            description =
                    "Makes the prompt of a conversation: chat for that of the tokenizer, or another, which gets what the user says"
                            + " last (default: that of the run which trained the model, or chat).")
    private @Nullable String template;

    @Option(
            names = "--follow",
            description = "Of a run: take over each new checkpoint as training writes it, without dropping requests.")
    private boolean follow;

    @Option(
            names = "--control",
            paramLabel = "TOKEN",
            description = {
                "Open the control routes (pause, new weights) to whoever shows this token, of at least 16 letters and digits; also"
                        + " the variable ZERO4J_CONTROL_TOKEN, which other users of the machine do not see."
            },
            defaultValue = "${env:ZERO4J_CONTROL_TOKEN}")
    private @Nullable String control;

    @Option(names = "--control-file", paramLabel = "FILE", description = "The same, with the token in a file.")
    private @Nullable Path controlFile;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Ask clients for this key; also the variable ZERO4J_SERVE_KEY.",
            defaultValue = "${env:ZERO4J_SERVE_KEY}")
    private @Nullable String key;

    @Option(
            names = "--cors",
            paramLabel = "ORIGIN",
            description =
                    "Answer pages of this origin in a browser, too, such as http://localhost:3000 (default: no page but the"
                            + " machine's own).")
    private @Nullable String cors;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Completions that decode at the same time (default: 128).")
    private int slots = 128;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description =
                    "Completions that are taken before clients are told to come again later (default: 4096, of all clients together).")
    private int queue = ServeSettings.Limits.USUAL.queue();

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description = "Time that requests have to end when the server is stopped (default: 30).")
    private int grace = (int) ServeSettings.Limits.USUAL.grace().toSeconds();

    @Mixin
    private EngineOptions compute = new EngineOptions();

    @Override
    public void run() {
        ServeSettings settings = settings();
        requireServable();
        if (template != null) {
            var _ = Templates.byName(template);
        }
        Server.requireFree(settings);
        CountDownLatch asked = new CountDownLatch(1);
        try (StopRequest _ = StopRequest.listen(
                spec.commandLine().getErr(), () -> "finishing requests, at most " + grace + " s", asked::countDown)) {
            if (!follow || hasCheckpoint(asked)) {
                serve(settings, asked);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireServable() {
        if (ServerSettings.isAddress(model)) {
            throw new UserError(model + " is the address of a server; serve takes the folder of a model or of a run");
        }
        if (follow && !mayBeRun(followed())) {
            throw new UserError("--follow needs the folder of a run, and " + model + " is none");
        }
    }

    private RunFolder followed() {
        return new RunFolder(RunFolder.named(Path.of(model)));
    }

    /** A run, or what a training that is about to begin may make one. */
    private boolean mayBeRun(RunFolder folder) {
        return Files.isRegularFile(folder.recipe())
                || Files.isDirectory(folder.checkpoints())
                || (BundledModels.folder(model).isEmpty() && hasNothing(folder.path()));
    }

    private static boolean hasNothing(Path path) {
        if (!Files.isDirectory(path)) {
            return !Files.exists(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new UserError("cannot read the folder " + path, e);
        }
    }

    /** Waits for the first checkpoint of a run; false if the user asks to stop before. */
    private boolean hasCheckpoint(CountDownLatch asked) throws InterruptedException {
        RunFolder run = followed();
        if (run.latestCheckpoint().isPresent()) {
            return true;
        }
        say((Files.exists(run.path())
                        ? "waiting for the first checkpoint of " + model
                        : "there is no run " + model + " yet: waiting for it and its first checkpoint")
                + ", and not listening before");
        while (!asked.await(LOOKING.toMillis(), TimeUnit.MILLISECONDS)) {
            if (followed().latestCheckpoint().isPresent()) { // the run of a name may have come since
                return true;
            }
        }
        return false;
    }

    private void serve(ServeSettings settings, CountDownLatch asked) throws InterruptedException {
        ModelOrigin origin = ModelOrigin.of(model);
        try (LoadedModel loaded = LoadedModel.open(model, compute.chosen(origin.compute(), slots))) {
            PrintWriter err = spec.commandLine().getErr();
            loaded.warnings().forEach(text -> err.println("warning: " + text));
            serve(loaded, origin, settings, asked);
        }
    }

    private void serve(LoadedModel loaded, ModelOrigin origin, ServeSettings settings, CountDownLatch asked)
            throws InterruptedException {
        if (!(loaded.backend() instanceof Generation engine)) {
            throw new UserError(
                    loaded.engine() + " takes no single requests, so it cannot be served; choose another --backend");
        }
        String version =
                origin.step().isPresent() ? String.valueOf(origin.step().getAsLong()) : "default";
        ServedModel served = new ServedModel(
                names(), loaded.folder(), loaded.config(), loaded.tokenizer().orElse(null), template(origin));
        try (Server server = Server.start(engine, served, version, settings)) {
            if (follow) {
                var _ = server.follow(followed(), loaded.folder(), LOOKING, this::say);
            }
            say("serving " + served.names().getFirst() + " (" + loaded.engine() + ") at " + server.address() + "/v1");
            warnOfOthers(settings);
            say("Ctrl-C ends it");
            asked.await();
        }
    }

    private void warnOfOthers(ServeSettings settings) {
        try {
            if (settings.key().isEmpty()
                    && !InetAddress.getByName(settings.host()).isLoopbackAddress()) {
                say("warning: everybody who reaches this machine can use the model; --key asks for a key");
            }
        } catch (IOException e) {
            throw new UserError("--host is " + settings.host() + "; it must be an address of this machine", e);
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(PlainText.line(line));
        out.flush();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        if (name != null) {
            names.add(name);
        }
        Path folder = Path.of(model).normalize().getFileName();
        if (folder != null) {
            names.add(folder.toString());
        }
        names.add(model);
        return names.stream().filter(each -> !each.isBlank()).distinct().toList();
    }

    private String template(ModelOrigin origin) {
        return template != null
                ? template
                : origin.recipe().map(recipe -> recipe.template()).orElse(Templates.OF_TOKENIZER);
    }

    private ServeSettings settings() {
        if (grace < 0) {
            throw new UserError("--grace is " + grace + "; it must be 0 or more seconds");
        }
        try {
            return new ServeSettings(
                    host,
                    port,
                    token(),
                    Optional.ofNullable(key).filter(text -> !text.isEmpty()),
                    Optional.ofNullable(cors),
                    ServeSettings.Limits.USUAL.withQueue(queue).withGrace(Duration.ofSeconds(grace)));
        } catch (InvalidSettings e) {
            throw new UserError(
                    e.problems().stream().map(problem -> "--" + problem).collect(Collectors.joining("\n")), e);
        }
    }

    private Optional<String> token() {
        if (controlFile == null) {
            return Optional.ofNullable(control).filter(text -> !text.isEmpty());
        }
        try {
            return Optional.of(Files.readString(controlFile).strip());
        } catch (IOException e) {
            throw new UserError("--control-file: cannot read " + controlFile + ": " + e.getMessage(), e);
        }
    }
}
