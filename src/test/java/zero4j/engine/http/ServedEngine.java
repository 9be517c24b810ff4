package zero4j.engine.http;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import zero4j.AtomicFile;
import zero4j.engine.EngineSettings;
import zero4j.engine.vector.VectorBackend;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.Engines;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.ServerSettings;
import zero4j.serve.ServeSettings;
import zero4j.serve.ServedModel;
import zero4j.serve.Server;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;

/** The client of servers, and the servers of this program behind it, each with a vector engine of its own. */
final class ServedEngine implements RolloutBackend {
    private static final String TOKEN = "a-token-of-the-tests";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private final HttpBackend client;

    /** @param temporary folder for weights and the token */
    ServedEngine(
            Engines.Engine dialect,
            int count,
            Path folder,
            Tokenizer tokenizer,
            EngineSettings settings,
            Path temporary) {
        ModelConfig config = ModelConfig.read(folder);
        for (int i = 0; i < count; i++) {
            VectorBackend engine = VectorBackend.open(folder, tokenizer, settings, Dtype.F32);
            opened.add(engine);
            Server server = Server.start(
                    engine,
                    new ServedModel(List.of("tiny"), folder, config, tokenizer, "none"),
                    "default",
                    ServeSettings.LOCAL.at(0).controlledBy(TOKEN));
            opened.add(server);
            servers.add(server);
        }
        Path token = temporary.resolve("token");
        if (!Files.exists(token)) {
            AtomicFile.write(token, TOKEN);
        }
        ServerSettings usual =
                ServerSettings.of(servers.stream().map(Server::address).toList());
        client = HttpBackend.open(new HttpBackend.Opening(
                dialect,
                new ServerSettings(usual.servers(), "", "file:" + token, 60, 60, false, 0),
                config,
                folder,
                tokenizer,
                settings.slots(),
                temporary.resolve("shared-" + System.identityHashCode(this)),
                true,
                _ -> {}));
        opened.add(client);
    }

    HttpBackend client() {
        return client;
    }

    Stream<String> versions() {
        return servers.stream().map(Server::version);
    }

    @Override
    public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        return client.generate(prompts, params, progress);
    }

    @Override
    public void load(PolicyWeights weights, long version) {
        client.load(weights, version);
    }

    @Override
    public Determinism determinism() {
        return client.determinism();
    }

    @Override
    public void close() {
        for (AutoCloseable each : opened.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
