package zero4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;
import zero4j.serve.ServeSettings.Limits;
import zero4j.template.StopRule;

@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GenerationRoutesTest {
    private static final int[] PROMPT = {3, 9, 20, 4, 11};

    @TempDir
    private static Path temporary;

    private ServedTiny tiny;

    @BeforeAll
    void start() {
        tiny = ServedTiny.start(ServedTiny.chatModel(temporary.resolve("model"), 8));
    }

    @AfterAll
    void stop() {
        tiny.close();
    }

    private static String ids(int[] tokens) {
        return Arrays.stream(tokens).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private List<Completion> inProcess(String question, SamplingParams params) {
        Prompt prompt = new Prompt(new Question(question, "q", List.of("1"), Map.of()), "q", PROMPT, StopRule.NONE);
        List<CompletionGroup> groups = tiny.engine().generate(List.of(prompt), params, Progress.NONE);
        return groups.getFirst().completions();
    }

    private static int[] ints(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).intValue()).toArray();
    }

    private static float[] floats(List<JsonNode> numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(numbers.get(i).asString());
        }
        return values;
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }

    @Test
    void generate_drawsOfAQuestion_areTheBitsOfTheEngineInProcess() {
        List<Completion> expected = inProcess("set:7", new SamplingParams(2, 20, 0.9, 5, 0.95, -3, 4));
        String draws = "\"draws\": {\"question\": \"set:7\", \"first\": 4, \"repeat\": 0}";
        String common = "\"temperature\": 0.9, \"top_k\": 5, \"top_p\": 0.95, \"n\": 2";

        JsonNode openAi = ServedTiny.good(tiny.post(
                "/v1/completions",
                "{\"prompt\": " + ids(PROMPT) + ", \"max_tokens\": 20, \"seed\": -3, \"logprobs\": 0,"
                        + " \"return_token_ids\": true, " + common + ", " + draws + "}"));
        JsonNode vllm = ServedTiny.good(tiny.post(
                "/inference/v1/generate",
                "{\"token_ids\": " + ids(PROMPT) + ", " + draws
                        + ", \"sampling_params\": {\"max_tokens\": 20, \"seed\": -3, \"logprobs\": 1, " + common
                        + "}}"));
        JsonNode sglang = ServedTiny.good(tiny.post(
                "/generate",
                "{\"input_ids\": " + ids(PROMPT) + ", \"return_logprob\": true, " + draws
                        + ", \"sampling_params\": {\"max_new_tokens\": 20, \"sampling_seed\": -3, " + common + "}}"));

        for (int i = 0; i < 2; i++) {
            Completion wanted = expected.get(i);
            JsonNode first = openAi.get("choices").get(i);
            assertThat(ints(first.get("token_ids"))).isEqualTo(wanted.tokens());
            assertThat(floats(list(first.get("logprobs").get("token_logprobs"))))
                    .isEqualTo(wanted.logprobs());
            assertThat(first.get("text").asString()).isEqualTo(wanted.text());
            assertThat(ints(first.get("prompt_token_ids"))).isEqualTo(PROMPT);
            JsonNode second = vllm.get("choices").get(i);
            assertThat(ints(second.get("token_ids"))).isEqualTo(wanted.tokens());
            assertThat(floats(list(second.get("logprobs").get("content")).stream()
                            .map(token -> token.get("logprob"))
                            .toList()))
                    .isEqualTo(wanted.logprobs());
            assertThat(second.get("weight_versions").get(0).get("version").asString())
                    .isEqualTo("default");
            JsonNode third = sglang.get(i);
            assertThat(ints(third.get("output_ids"))).isEqualTo(wanted.tokens());
            List<JsonNode> triples = list(third.get("meta_info").get("output_token_logprobs"));
            assertThat(floats(triples.stream().map(triple -> triple.get(0)).toList()))
                    .isEqualTo(wanted.logprobs());
            assertThat(triples.stream().mapToInt(triple -> triple.get(1).intValue()))
                    .containsExactly(Arrays.stream(wanted.tokens()).boxed().toArray(Integer[]::new));
        }
    }

    @Test
    void completions_sameSeedBesideOthers_isTheSameCompletion() {
        String body = "{\"prompt\": \"abcdef\", \"max_tokens\": 30, \"seed\": 11, \"return_token_ids\": true}";
        JsonNode alone = ServedTiny.good(tiny.post("/v1/completions", body)).get("choices");
        List<CompletableFuture<HttpResponse<String>>> many = IntStream.range(0, 64)
                .mapToObj(i -> tiny.later(
                        "/v1/completions",
                        i % 2 == 0
                                ? body
                                : "{\"prompt\": [" + (3 + i % 20) + "], \"max_tokens\": " + (1 + i % 40) + "}"))
                .toList();
        for (int i = 0; i < many.size(); i++) {
            JsonNode answer = ServedTiny.good(many.get(i).join());
            if (i % 2 == 0) {
                assertThat(answer.get("choices")).isEqualTo(alone);
            }
        }
    }

    @Test
    void completions_severalPromptsAndSamples_areInOrder() {
        JsonNode both = ServedTiny.good(tiny.post(
                "/v1/completions", "{\"prompt\": [\"abc\", \"xyz\"], \"n\": 2, \"max_tokens\": 9, \"seed\": 5}"));
        JsonNode first = ServedTiny.good(
                tiny.post("/v1/completions", "{\"prompt\": \"abc\", \"n\": 2, \"max_tokens\": 9, \"seed\": 5}"));

        assertThat(list(both.get("choices")).stream()
                        .map(choice -> choice.get("index").intValue()))
                .containsExactly(0, 1, 2, 3);
        assertThat(both.get("choices").get(1)).isEqualTo(first.get("choices").get(1));
        assertThat(both.get("choices").get(2).get("text"))
                .isNotEqualTo(both.get("choices").get(0).get("text"));
        assertThat(both.get("usage").get("prompt_tokens").intValue()).isEqualTo(6);
        assertThat(both.get("usage").get("total_tokens").intValue()).isEqualTo(6 + 4 * 9);
    }

    @Test
    void textOffset_ofTokensOfSeveralCharacters_countsCharactersOfThoseBefore() {
        try (ServedTiny nano = ServedTiny.start(Path.of("models/nano"))) {
            JsonNode answer = ServedTiny.good(nano.post(
                    "/v1/completions",
                    "{\"prompt\": \"1\", \"max_tokens\": 100, \"temperature\": 2, \"top_p\": 1, \"seed\": 3, \"ignore_eos\": true,"
                            + " \"logprobs\": 0}"));
            JsonNode logprobs = answer.get("choices").get(0).get("logprobs");
            List<String> tokens = list(logprobs.get("tokens")).stream()
                    .map(JsonNode::asString)
                    .toList();
            assertThat(tokens).anyMatch(token -> token.length() > 1);
            int[] offsets = new int[tokens.size()];
            for (int i = 1; i < offsets.length; i++) {
                String before = tokens.get(i - 1);
                offsets[i] = offsets[i - 1] + before.codePointCount(0, before.length());
            }
            assertThat(ints(logprobs.get("text_offset"))).isEqualTo(offsets);
        }
    }

    @Test
    void completions_streamed_joinToTheWholeAnswer() {
        String body = "\"prompt\": \"abc\", \"n\": 3, \"max_tokens\": 25, \"seed\": 5, \"stop\": [\"q\", \"zz\"],"
                + " \"logprobs\": 0, \"return_token_ids\": true";
        JsonNode whole = ServedTiny.good(tiny.post("/v1/completions", "{" + body + "}"));
        List<JsonNode> events = ServedTiny.events(tiny.post(
                "/v1/completions", "{" + body + ", \"stream\": true, \"stream_options\": {\"include_usage\": true}}"));

        assertThat(events.getLast().get("choices")).isEmpty();
        assertThat(events.getLast().get("usage")).isEqualTo(whole.get("usage"));
        for (JsonNode choice : whole.get("choices")) {
            List<JsonNode> pieces = events.stream()
                    .flatMap(event -> list(event.get("choices")).stream())
                    .filter(piece -> piece.get("index").equals(choice.get("index")))
                    .toList();
            assertThat(pieces.stream()
                            .map(piece -> piece.get("text").asString())
                            .collect(Collectors.joining()))
                    .isEqualTo(choice.get("text").asString());
            assertThat(pieces.stream().flatMap(piece -> list(piece.get("token_ids")).stream()))
                    .containsExactlyElementsOf(list(choice.get("token_ids")));
            for (String of : List.of("tokens", "token_logprobs", "text_offset")) {
                assertThat(pieces.stream()
                                .flatMap(piece -> list(piece.get("logprobs").get(of)).stream()))
                        .containsExactlyElementsOf(list(choice.get("logprobs").get(of)));
            }
            assertThat(pieces.getLast().get("finish_reason")).isEqualTo(choice.get("finish_reason"));
            assertThat(pieces.getLast().get("stop_reason")).isEqualTo(choice.get("stop_reason"));
        }
    }

    @Test
    void chat_streamed_joinsToTheWholeAnswer() {
        String body = "\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}], \"max_completion_tokens\": 12,"
                + " \"seed\": 5, \"logprobs\": true";
        JsonNode whole = ServedTiny.good(tiny.post("/v1/chat/completions", "{" + body + "}"));
        List<JsonNode> events =
                ServedTiny.events(tiny.post("/v1/chat/completions", "{" + body + ", \"stream\": true}"));
        JsonNode choice = whole.get("choices").get(0);

        assertThat(choice.get("message").get("role").asString()).isEqualTo("assistant");
        assertThat(whole.get("usage").get("prompt_tokens").intValue()).isEqualTo(5);
        assertThat(list(choice.get("logprobs").get("content"))).hasSize(12);
        assertThat(events.getFirst()
                        .get("choices")
                        .get(0)
                        .get("delta")
                        .get("role")
                        .asString())
                .isEqualTo("assistant");
        assertThat(events.stream()
                        .map(event -> event.get("choices")
                                .get(0)
                                .get("delta")
                                .path("content")
                                .asString(""))
                        .collect(Collectors.joining()))
                .isEqualTo(choice.get("message").get("content").asString());
        assertThat(events.getLast().get("choices").get(0).get("finish_reason").asString())
                .isEqualTo("length");
    }

    @Test
    void generate_streamed_growsToTheWholeAnswer() {
        String sampling = "\"text\": \"abc\", \"sampling_params\": {\"max_new_tokens\": 9, \"sampling_seed\": 2}";
        JsonNode whole = ServedTiny.good(tiny.post("/generate", "{" + sampling + "}"));
        List<JsonNode> events = ServedTiny.events(tiny.post("/generate", "{" + sampling + ", \"stream\": true}"));

        assertThat(events.getLast().get("text")).isEqualTo(whole.get("text"));
        assertThat(events.getLast().get("output_ids")).isEqualTo(whole.get("output_ids"));
        assertThat(events.getLast().get("meta_info").get("finish_reason"))
                .isEqualTo(whole.get("meta_info").get("finish_reason"));
        assertThat(ServedTiny.good(tiny.post("/generate", "{\"input_ids\": [[3, 4]]}"))
                        .isArray())
                .isTrue();
    }

    @Test
    void completions_stopStringsAndTokens_endThemAndSayBy() {
        String body = "\"prompt\": \"abc\", \"max_tokens\": 40, \"seed\": 3, \"return_token_ids\": true";
        JsonNode free = ServedTiny.good(tiny.post("/v1/completions", "{" + body + "}"))
                .get("choices")
                .get(0);
        String text = free.get("text").asString();
        String stop = text.substring(6, 8);
        int at = text.indexOf(stop);
        JsonNode cut = ServedTiny.good(tiny.post("/v1/completions", "{" + body + ", \"stop\": \"" + stop + "\"}"))
                .get("choices")
                .get(0);
        JsonNode kept = ServedTiny.good(tiny.post(
                        "/v1/completions",
                        "{" + body + ", \"stop\": [\"" + stop + "\"], \"include_stop_str_in_output\": true}"))
                .get("choices")
                .get(0);
        JsonNode byToken = ServedTiny.good(tiny.post(
                        "/v1/completions",
                        "{" + body + ", \"stop_token_ids\": ["
                                + free.get("token_ids").get(0).intValue() + "]}"))
                .get("choices")
                .get(0);

        assertThat(cut.get("text").asString()).isEqualTo(text.substring(0, at));
        assertThat(cut.get("finish_reason").asString()).isEqualTo("stop");
        assertThat(cut.get("stop_reason").asString()).isEqualTo(stop);
        assertThat(list(free.get("token_ids")))
                .startsWith(list(cut.get("token_ids")).toArray(JsonNode[]::new));
        assertThat(kept.get("text").asString()).isEqualTo(text.substring(0, at + 2));
        assertThat(byToken.get("text").asString()).isEmpty();
        assertThat(byToken.get("stop_reason")).isEqualTo(free.get("token_ids").get(0));
    }

    @Test
    void completions_budgetBeyondTheContext_endsWhereTheContextDoes() {
        JsonNode answer = ServedTiny.good(
                tiny.post("/v1/completions", "{\"prompt\": \"abc\", \"max_tokens\": 5000, \"stop\": []}"));

        assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
        assertThat(answer.at("/usage/total_tokens").intValue()).isEqualTo(48);
    }

    @Test
    void chat_modelWithoutAChatTemplate_saysWhatToDoAndTakesAnother() {
        Path plain = ServedTiny.model(temporary.resolve("plain"), 8);
        String body =
                "{\"messages\": [{\"role\": \"system\", \"content\": \"b\"}, {\"role\": \"user\", \"content\": \"abc\"}],"
                        + " \"max_tokens\": 5}";
        try (ServedTiny without = ServedTiny.start(plain);
                ServedTiny with = ServedTiny.start(plain, "none")) {
            HttpResponse<String> refused = without.post("/v1/chat/completions", body);

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("no chat template", "/v1/completions", "--template");
            assertThat(ServedTiny.good(with.post("/v1/chat/completions", body))
                            .at("/usage/prompt_tokens")
                            .intValue())
                    .isEqualTo(3);
        }
    }

    @Test
    void chat_stopStrings_comeBesidesThoseOfTheTemplate() throws IOException {
        Path plain = ServedTiny.model(temporary.resolve("stops"), 8);
        Path config = plain.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace(": 48", ": 1024"));
        String body = "{\"messages\": [{\"role\": \"user\", \"content\": \"abc\"}], \"max_tokens\": 5";
        try (ServedTiny r1 = ServedTiny.start(plain, "r1")) {
            for (String stop : List.of("", ", \"stop\": [\"zz\", \"y\"]", ", \"stop\": \"</answer>\"")) {
                ServedTiny.good(r1.post("/v1/chat/completions", body + stop + "}"));
                StopRule rule = r1.engine().last().prompt().stop();
                assertThat(rule.strings())
                        .isEqualTo(stop.contains("zz") ? List.of("zz", "y", "</answer>") : List.of("</answer>"));
                assertThat(rule.keeps("</answer>")).isEqualTo(!stop.contains("</answer>"));
                assertThat(rule.keeps("zz")).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tokenize", "/detokenize"})
    void tokenize_thereAndBack_isTheText(String path) {
        if (path.equals("/tokenize")) {
            JsonNode answer = ServedTiny.good(tiny.post(path, "{\"prompt\": \"abc\"}"));
            assertThat(ints(answer.get("tokens"))).containsExactly(3, 4, 5);
            assertThat(answer.get("count").intValue()).isEqualTo(3);
            assertThat(answer.get("max_model_len").intValue()).isEqualTo(48);
        } else {
            assertThat(ServedTiny.good(tiny.post(path, "{\"tokens\": [3, 4, 5]}"))
                            .get("prompt")
                            .asString())
                    .isEqualTo("abc");
        }
    }

    @Test
    void models_health_metrics_tellWhatIsServed() {
        JsonNode model = ServedTiny.good(tiny.get("/v1/models")).get("data").get(0);
        assertThat(model.get("id").asString()).isEqualTo("tiny");
        assertThat(model.get("owned_by").asString()).isEqualTo("zero4j");
        assertThat(model.get("max_model_len").intValue()).isEqualTo(48);
        assertThat(ServedTiny.good(tiny.get("/v1/models/tiny"))).isEqualTo(model);
        assertThat(tiny.get("/v1/models/other").statusCode()).isEqualTo(404);
        assertThat(tiny.get("/v1/models/ti%6Ey").statusCode()).isEqualTo(200);
        assertThat(tiny.get("/health").statusCode()).isEqualTo(200);
        assertThat(tiny.get("/health_generate").statusCode()).isEqualTo(200);
        assertThat(tiny.get("/version").statusCode()).isEqualTo(200);
        assertThat(tiny.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(tiny.get("/generate").statusCode()).isEqualTo(405);
        assertThat(tiny.get("/metrics").body())
                .contains(
                        "zero4j_serve_requests_total{path=\"other\",status=\"404\"} 1.0",
                        "zero4j_serve_weights_info{version=\"default\"} 1",
                        "zero4j_serve_running_requests 0.0")
                .doesNotContain("/nothing");
    }

    @Test
    void stream_tokensFasterThanItsPace_comeTogetherAndTheEndAtOnce() {
        Path model = ServedTiny.model(temporary.resolve("paced"), 8);
        Limits slow = Limits.USUAL.withPace(Duration.ofHours(1));
        try (ServedTiny paced = ServedTiny.start(model, settings -> settings.within(slow))) {
            List<JsonNode> events = ServedTiny.events(paced.post(
                    "/inference/v1/generate",
                    "{\"token_ids\": [3, 9], \"stream\": true, \"sampling_params\": {\"max_tokens\": 40}}"));
            List<Integer> tokens = events.stream()
                    .map(event -> event.get("choices").get(0).get("token_ids").size())
                    .toList();
            assertThat(tokens).hasSizeLessThanOrEqualTo(2);
            assertThat(tokens.stream().mapToInt(count -> count).sum()).isEqualTo(40);
        }
    }
}
