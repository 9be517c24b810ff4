package zero4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import zero4j.serve.ServeSettings.Limits;
import zero4j.weights.ModelFolder;

/** What requests are told that cannot be done. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedRequestsTest {
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/completions      | not json                                              | 400 | no JSON",
                "/v1/completions      | [1]                                                   | 400 | JSON object",
                "/v1/completions      | {}                                                    | 400 | prompt is missing",
                "/v1/completions      | {'prompt': ''}                                        | 400 | at least one token",
                "/v1/completions      | {'prompt': [[3], 'a', true]}                          | 400 | list of token ids",
                "/v1/completions      | {'prompt': [32]}                                      | 400 | 0 to 31",
                "/v1/completions      | {'prompt': [-1]}                                      | 400 | 0 to 31",
                "/v1/completions      | {'prompt': 'a', 'model': 'gpt'}                       | 404 | no model 'gpt'",
                "/v1/completions      | {'prompt': 'a', 'echo': true}                         | 400 | echo is not done",
                "/v1/completions      | {'prompt': 'a', 'logprobs': 5}                        | 400 | at most 1",
                "/v1/completions      | {'prompt': 'a', 'temperature': -1}                    | 400 | temperature",
                "/v1/completions      | {'prompt': 'a', 'temperature': 'hot'}                 | 400 | a number",
                "/v1/completions      | {'prompt': 'a', 'top_p': 0}                           | 400 | top_p",
                "/v1/completions      | {'prompt': 'a', 'n': 0}                               | 400 | n is 0",
                "/v1/completions      | {'prompt': 'a', 'n': 1.5}                             | 400 | whole number",
                "/v1/completions      | {'prompt': 'a', 'n': 100000}                          | 400 | n is 100000",
                "/v1/completions      | {'prompt': 'a', 'best_of': 3}                         | 400 | best_of",
                "/v1/completions      | {'prompt': 'a', 'max_tokens': 0}                      | 400 | max_tokens",
                "/v1/completions      | {'prompt': 'a', 'stop': ['']}                         | 400 | stop string",
                "/v1/completions      | {'prompt': 'a', 'presence_penalty': 0.5}              | 400 | presence_penalty",
                "/v1/completions      | {'prompt': 'a', 'repetition_penalty': 1.1}            | 400 | repetition_penalty",
                "/v1/chat/completions | {'messages': [{'role': 'user', 'content': 5}]}        | 400 | must be a text",
                "/v1/chat/completions | {'messages': []}                                      | 400 | at least one message",
                "/v1/chat/completions | {'messages': [{'role': 'tool', 'content': 'x'}]}      | 400 | tools",
                "/v1/chat/completions | {'messages': [{'role': 'user', 'content': 'x'}], 'tools': [{}]}         | 400 | tools is not done",
                "/v1/chat/completions | {'messages': [{'role': 'user', 'content': 'x'}], 'functions': [{}]}     | 400 | functions is not done",
                "/v1/chat/completions | {'messages': [{'role': 'user', 'content': 'x'}], 'response_format': {'type': 'json_object'}} | 400 | response_format",
                "/v1/chat/completions | {'messages': [{'role': 'user', 'content': 'x'}], 'top_logprobs': 2}     | 400 | at most 0",
                "/generate            | {'sampling_params': {}}                               | 400 | text or input_ids",
                "/generate            | {'text': 'a', 'logprob_start_len': 0}                 | 400 | logprob_start_len",
                "/generate            | {'text': 'a', 'sampling_params': {'regex': 'x'}}      | 400 | regex",
                "/inference/v1/generate | {'token_ids': [3], 'output_mode': 'text'}           | 400 | output_mode",
            })
    void answer_requestThatIsNotDone_saysWhyInOpenAisShape(String path, String body, int status, String said) {
        HttpResponse<String> response = tiny.post(path, body.replace('\'', '"'));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = ServedTiny.JSON.readTree(response.body()).get("error");
        assertThat(error.get("message").asString()).contains(said);
        assertThat(error.get("type").asString()).endsWith("_error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/completions        | {'prompt': 'a', 'temperature': -1}                          | temperature",
                "/v1/completions        | {'prompt': 'a', 'top_p': 1.5}                               | top_p",
                "/v1/completions        | {'prompt': 'a', 'n': 0}                                     | n",
                "/v1/completions        | {'prompt': 'a', 'stop': ['']}                               | stop",
                "/v1/completions        | {'prompt': 'a', 'model': 'gpt'}                             | model",
                "/v1/completions        | {'prompt': [32]}                                            | prompt",
                "/v1/chat/completions   | {'messages': []}                                            | messages",
                "/v1/chat/completions   | {'messages': [{'role': 'user', 'content': 'x'}], 'top_p': 0} | top_p",
                "/generate              | {'text': 'a', 'sampling_params': {'temperature': -1}}       | sampling_params.temperature",
                "/generate              | {'text': 'a', 'sampling_params': {'top_p': 0}}              | sampling_params.top_p",
                "/generate              | {'text': 'a', 'sampling_params': {'stop': ['']}}            | sampling_params.stop",
                "/generate              | {'text': 'a', 'sampling_params': {'best_of': 3}}            | sampling_params.best_of",
                "/generate              | {'text': 'a', 'sampling_params': {'repetition_penalty': 2}} | sampling_params.repetition_penalty",
                "/generate              | {'text': 'a', 'stream': true, 'sampling_params': {'n': 2}}  | sampling_params.n",
                "/generate              | {'text': ['a', 'b'], 'sampling_params': {'n': MOST}}        | sampling_params.n",
                "/v1/completions        | {'prompt': ['a', 'b'], 'n': MOST}                           | n",
                "/inference/v1/generate | {'sampling_params': {}}                                     | token_ids",
                "/inference/v1/generate | {'token_ids': [3], 'sampling_params': {'top_k': -2}}        | sampling_params.top_k",
            })
    void answer_valueIsWrong_namesItsKeyAsTheParam(String path, String body, String param) {
        String most = Integer.toString(Limits.USUAL.samples());
        HttpResponse<String> response = tiny.post(path, body.replace('\'', '"').replace("MOST", most));

        assertThat(ServedTiny.JSON.readTree(response.body()).at("/error/param").asString())
                .as(response.body())
                .isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource({"/v1/completions, prompt", "/generate, text"})
    void answer_promptThatFillsTheContext_isRefusedByItsCode(String path, String key) {
        HttpResponse<String> response = tiny.post(path, "{\"" + key + "\": \"" + "a".repeat(48) + "\"}");

        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = ServedTiny.JSON.readTree(response.body()).get("error");
        assertThat(error.get("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(error.get("param").asString()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt", "messages"})
    void tokenize_modelWithoutATokenizer_namesWhatWasToBeRead(String key) throws Exception {
        ServedModel textless =
                new ServedModel(List.of("textless"), tiny.folder(), ModelFolder.config(tiny.folder()), null, "chat");
        try (HttpClient http = HttpClient.newHttpClient();
                Server server = Server.start(tiny.engine(), textless, "default", ServeSettings.LOCAL.at(0))) {
            HttpRequest ask = HttpRequest.newBuilder(URI.create(server.address() + "/tokenize"))
                    .POST(BodyPublishers.ofString("{\"" + key + "\": []}"))
                    .build();
            JsonNode answer = ServedTiny.JSON.readTree(
                    http.send(ask, BodyHandlers.ofString()).body());
            assertThat(answer.at("/error/message").asString()).contains("needs a tokenizer");
            assertThat(answer.at("/error/param").asString()).isEqualTo(key);
        }
    }
}
