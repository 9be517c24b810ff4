package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.dist.MeetingPlace;
import zero4j.engine.EngineSettings;
import zero4j.engine.vector.VectorBackend;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.Completion;
import zero4j.rollout.SamplingParams;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.serve.ServeSettings;
import zero4j.serve.ServedModel;
import zero4j.serve.Server;
import zero4j.tokenizer.Tokenizer;
import zero4j.train.TrainListener;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;

/** Sessions whose completions come from servers of this program: what is learnt and scored is what an engine in process gives. */
class ServedSessionsTest extends SilentSessions {
    private static final String TOKEN = "a-token-of-the-tests";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Path questions = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("token"), TOKEN);
        questions = Files.writeString(folder.resolve("few.jsonl"), """
                {"question": "1+2=?", "answer": "3"}
                {"question": "4+4=?", "answer": "8"}
                """);
    }

    @AfterEach
    void closeServers() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private Server server(ServeSettings settings) {
        Path model = shared.resolve("model");
        Tokenizer tokenizer = Tokenizer.load(model);
        VectorBackend engine = VectorBackend.open(model, tokenizer, new EngineSettings(16, 1), Dtype.F32);
        Server server = Server.start(
                engine,
                new ServedModel(List.of("tiny"), model, ModelConfig.read(model), tokenizer, "none"),
                "first",
                settings.at(0));
        opened.addAll(List.of(engine, server));
        return server;
    }

    private TrainRecipe recipe(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "model=" + shared.resolve("model"),
                "runs=" + folder.resolve("runs"),
                "rollout={prompts: 2, group_size: 3, max_new_tokens: 24}",
                "train={steps: 3, learning_rate: 0.01}",
                "eval={suite: [" + questions + "], every: 2, max_new_tokens: 12, samples: 2}",
                "threads=1"));
        all.addAll(List.of(overrides));
        return Recipes.train(null, all);
    }

    private TrainRecipe served(String dialect, int servers, String... overrides) {
        List<String> addresses = Stream.generate(
                        () -> server(ServeSettings.LOCAL.controlledBy(TOKEN)).address())
                .limit(servers)
                .toList();
        List<String> all = new ArrayList<>(List.of(
                "rollout.backend=" + dialect,
                "rollout.servers=" + addresses,
                "rollout.token=file:" + folder.resolve("token")));
        all.addAll(List.of(overrides));
        return recipe(all.toArray(String[]::new));
    }

    private static RunFolder train(TrainRecipe recipe) {
        return TrainSession.of(recipe)
                .reward((_, completion) -> completion.length() % 5)
                .run()
                .run();
    }

    /** All that was said and scored, in training and evaluations, and what the loss was. */
    private static List<Object> outcome(RunFolder run) {
        List<Object> all = new ArrayList<>();
        try (RunReader reader = RunReader.open(run.database())) {
            for (StepRecord step : reader.stepsAfter(0)) {
                all.add(step.value(Metric.LOSS));
                all.add(step.value(Metric.GRAD_NORM));
                all.addAll(reader.completions(step.step()));
            }
            for (EvalRecord evaluation : reader.evaluations()) {
                all.add(evaluation);
                all.addAll(reader.completions(evaluation.benchmark(), evaluation.step()));
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"vllm, 1", "sglang, 2"})
    void train_servers_learnsAndScoresWhatTheVectorEngineInProcessDoes(String dialect, int servers) throws IOException {
        List<Object> own = outcome(train(recipe("rollout.backend=vector")));
        RunFolder run = train(served(dialect, servers));

        assertThat(own).hasSizeGreaterThan(20);
        assertThat(outcome(run)).isEqualTo(own);
        assertThat(run.path().resolve("weights")).doesNotExist();
    }

    @Test
    void train_twoProcesses_theFirstOneAsksTheServerAndBothLearn() {
        List<String> own = texts(outcome(train(recipe("rollout.backend=vector"))));
        TrainRecipe recipe = served("vllm", 1);
        RunFolder together = new RunFolder(folder.resolve("together"));
        try (MeetingPlace place = MeetingPlace.open()) {
            MeetingPlace.forEach(List.of(0, 1), rank -> {
                var _ = TrainSession.of(recipe)
                        .in(together.path())
                        .joining(Optional.of(place.of(rank, 2)))
                        .reward((_, completion) -> completion.length() % 5)
                        .run();
            });
        }
        assertThat(texts(outcome(together))).isEqualTo(own).isNotEmpty();
    }

    private static List<String> texts(List<Object> outcome) {
        return outcome.stream()
                .filter(CompletionRecord.class::isInstance)
                .map(record -> ((CompletionRecord) record).text())
                .toList();
    }

    @Test
    void train_aheadWithWeightsInFlight_goesToItsEnd() {
        List<StepRecord> steps = new ArrayList<>();
        TrainResult result = TrainSession.of(served(
                        "vllm", 1, "rollout.ahead=1", "rollout.in_flight=true", "train.steps=4", "eval.suite=none"))
                .reward((_, completion) -> completion.length() % 5)
                .listener(steps::add)
                .run();
        assertThat(result.finished()).isTrue();
        assertThat(steps).hasSize(4);
    }

    @Test
    void train_goesOn_givesTheServersWeightsOnce() {
        TrainRecipe recipe = served("vllm", 1, "train.steps=2", "eval.suite=none");
        for (int stop : List.of(1, 2)) {
            List<StepRecord> steps = new ArrayList<>();
            var _ = TrainSession.of(recipe)
                    .in(folder.resolve("goes-on"))
                    .reward((_, completion) -> completion.length() % 5)
                    .listener(steps::add)
                    .stopWhen(() -> steps.size() == stop)
                    .run();
            assertThat(steps).hasSize(1);
        }
        assertThat(((Server) opened.getLast()).version()).matches("2-[0-9a-f]{8}-1");
    }

    @Test
    void train_servers_tellWhatTheyAreAndHowTheyAgree() {
        List<String> heard = new ArrayList<>();
        var _ = TrainSession.of(served("vllm", 1, "train.steps=1", "eval.suite=none"))
                .listener(new TrainListener() {
                    @Override
                    public void step(StepRecord record) {
                        heard.add("step");
                    }

                    @Override
                    public void server(String text) {
                        heard.add(text);
                    }
                })
                .run();
        assertThat(heard).hasSize(3).endsWith("step");
        assertThat(heard.getFirst())
                .contains("is zero4j", "model tiny", "/inference/v1/generate", "/collective_rpc reload_weights");
        assertThat(heard.get(1)).matches("log-probs of \\d+ sampled tokens .* differ by 0.0000 nats on average, .*");
    }

    @Test
    void train_logprobsDifferMoreThanIsAllowed_isRefusedBeforeTheFirstStep() {
        TrainRecipe strict = served("vllm", 1, "rollout.mismatch=1e-12");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> train(strict))
                .withMessageContaining("differ by")
                .withMessageContaining("rollout.mismatch allows");
    }

    @Test
    void train_serverWithoutControl_saysHowToStartIt() {
        TrainRecipe recipe = recipe(
                "rollout.backend=vllm",
                "rollout.servers=" + server(ServeSettings.LOCAL).address());
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> train(recipe))
                .withMessageContaining("start it with --control");
    }

    private EvalResult eval(String model, String to) {
        return EvalSession.of(model)
                .suite(List.of(questions.toString()))
                .samples(2)
                .maxNewTokens(12)
                .output(folder.resolve(to))
                .run();
    }

    @Test
    void eval_server_scoresWhatTheFolderDoesAndRecordsTheServer() throws IOException {
        Server server = server(ServeSettings.LOCAL);
        var _ = eval(shared.resolve("model").toString(), "own");
        var _ = eval(server.address(), "served");
        var _ = eval(server.address() + "#" + shared.resolve("model"), "named");

        for (String one : List.of("served", "named")) {
            assertThat(folder.resolve(one).resolve("completions.jsonl"))
                    .hasSameTextualContentAs(folder.resolve("own").resolve("completions.jsonl"));
            assertThat(Files.readString(folder.resolve(one).resolve("evaluation.json")))
                    .contains("\"model\" : \"" + server.address() + "\"")
                    .contains("model tiny")
                    .contains("weights first")
                    .contains("\"compute\" : \"server\"");
        }
    }

    @Test
    void loadedModel_server_continuesPromptsAndScoresNothing() {
        Server server = server(ServeSettings.LOCAL);
        try (LoadedModel own = LoadedModel.open(shared.resolve("model").toString());
                LoadedModel served = LoadedModel.open(server.address())) {
            Completion expected = own.generate(own.prompt("1+2="), SamplingParams.greedy(8));
            Completion found = served.generate(served.prompt("1+2="), SamplingParams.greedy(8));
            assertThat(Arrays.equals(found.tokens(), expected.tokens())).isTrue();
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> served.logprobs(1, 2, 3))
                    .withMessageContaining("scores no texts");
        }
    }

    @Test
    void analyze_server_isSampledOnceAndKnownByItsWeights() {
        Server server = server(ServeSettings.LOCAL);
        AnalyzeSession session = AnalyzeSession.of(List.of("m=" + server.address()))
                .suite(List.of(questions.toString()))
                .templates(List.of("none"))
                .temperatures(List.of(1.0))
                .samples(2)
                .maxNewTokens(8)
                .folder(folder.resolve("pass"));
        var _ = session.sample();
        assertThat(folder.resolve("pass/pass.json")).content().contains(server.address(), "tiny first");
        var _ = session.sample(); // all is there
    }

    @Test
    void open_serverWhoseFolderIsNotSeen_asksForTheTokenizer() {
        Server server = server(ServeSettings.LOCAL);
        String foreign = server.address() + "#" + folder.resolve("nowhere");
        assertThatExceptionOfType(UserError.class).isThrownBy(() -> LoadedModel.open(foreign));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> LoadedModel.open("http://127.0.0.1:1"))
                .withMessageContaining("no connection");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> ModelArgument.folder(server.address()))
                .withMessageContaining("is a server");
    }
}
