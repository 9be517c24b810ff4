package zero4j.engine.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.engine.http.MisbehavingServer.Speech;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Engines;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.ServerSettings;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.ModelConfig;

/** Servers that misbehave, and what the client of servers makes of them: what tests of both have in common. */
abstract class MisbehavingServers {
    static final Duration SHORT = Duration.ofMillis(250);
    static final Duration LONG = Duration.ofSeconds(20);
    static final int BUDGET = 6;

    @TempDir
    static Path shared;

    static Path model = Path.of("");
    static Tokenizer tokenizer;

    @TempDir
    Path temporary;

    final List<AutoCloseable> open = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    Duration generate = LONG;
    Duration control = LONG;
    boolean inFlight;
    boolean trains = true;
    int slots = 64;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /** Time passes by pauses only. */
    private static final class Instantly implements Patience.Pauses {
        private final AtomicLong now = new AtomicLong();

        @Override
        public long nanos() {
            return now.get();
        }

        @Override
        public void pause(Duration time) {
            now.addAndGet(time.toNanos());
        }
    }

    MisbehavingServer server(Speech speech) {
        MisbehavingServer server = new MisbehavingServer(speech);
        open.add(server);
        return server;
    }

    static Path model() {
        return model;
    }

    @BeforeAll
    static void makeModel() {
        model = TinyModel.write(shared.resolve("model"), 1, new TreeSet<>(List.of(2)));
        tokenizer = Tokenizer.load(model);
    }

    HttpBackend backend(Speech speech, MisbehavingServer... servers) {
        ServerSettings usual = ServerSettings.of(
                Stream.of(servers).map(MisbehavingServer::address).toList());
        HttpBackend backend = HttpBackend.open(
                new HttpBackend.Opening(
                        speech == Speech.SGLANG ? Engines.SGLANG : Engines.VLLM,
                        new ServerSettings(usual.servers(), "", usual.token(), 1, 1, inFlight, 0),
                        ModelConfig.read(model()),
                        model(),
                        tokenizer,
                        slots,
                        temporary.resolve("shared"),
                        trains,
                        said::add),
                new Patience(generate, control, Duration.ofSeconds(30), new Instantly()));
        open.add(backend);
        return backend;
    }

    static Prompt prompt(int index, StopRule stop) {
        return TinyModel.prompt(index, 4, stop);
    }

    static SamplingParams sampling(int samples) {
        return new SamplingParams(samples, BUDGET, 1, 0, 1, 7);
    }

    static List<CompletionGroup> sample(HttpBackend backend, int prompts, int samples) {
        return backend.generate(
                IntStream.range(0, prompts)
                        .mapToObj(i -> prompt(i, StopRule.NONE))
                        .toList(),
                sampling(samples),
                Progress.NONE);
    }

    static Completion one(HttpBackend backend) {
        return sample(backend, 1, 1).getFirst().completions().getFirst();
    }

    void load(HttpBackend backend, long version) {
        backend.load(TinyModel.weights(model()), version);
    }

    static int[] expected(Prompt prompt, int sample, int count) {
        ArrayNode ids = JsonMapper.shared().createArrayNode();
        Arrays.stream(prompt.tokens()).forEach(ids::add);
        return MisbehavingServer.letters(ids, sample, count);
    }

    static int[] expected() {
        return expected(prompt(0, StopRule.NONE), 0, BUDGET);
    }

    static ObjectNode abort(ObjectNode completion, int tokens) {
        boolean sglang = completion.has("meta_info");
        List<ArrayNode> lists = sglang
                ? List.of((ArrayNode) completion.get("output_ids"), (ArrayNode)
                        completion.get("meta_info").get("output_token_logprobs"))
                : List.of((ArrayNode) completion.get("token_ids"), (ArrayNode)
                        completion.get("logprobs").iterator().next());
        lists.forEach(list -> cut(list, tokens));
        if (sglang) {
            ((ObjectNode) completion.get("meta_info"))
                    .putObject("finish_reason")
                    .put("type", "abort");
        } else {
            completion.put("finish_reason", "abort");
        }
        return completion;
    }

    static void cut(ArrayNode list, int length) {
        while (list.size() > length) {
            list.remove(list.size() - 1);
        }
    }
}
