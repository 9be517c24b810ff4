package zero4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.FunctionDefinition;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client, as it comes. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientLibraryTest {
    @TempDir
    private static Path temporary;

    private ServedTiny tiny;
    private OpenAIClient client;

    @BeforeAll
    void start() {
        tiny = ServedTiny.start(ServedTiny.chatModel(temporary.resolve("model"), 8));
        client = OpenAIOkHttpClient.builder()
                .baseUrl(tiny.address() + "/v1")
                .apiKey("none")
                .build();
    }

    @AfterAll
    void stop() {
        client.close();
        tiny.close();
    }

    private static CompletionCreateParams.Builder completion() {
        return CompletionCreateParams.builder()
                .model("tiny")
                .prompt("abc")
                .maxTokens(12)
                .seed(3);
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder()
                .model("tiny")
                .addUserMessage("abc")
                .maxCompletionTokens(12)
                .temperature(0);
    }

    @Test
    void models_list_hasTheModel() {
        assertThat(client.models().list().data())
                .extracting(model -> model.id())
                .containsExactly("tiny");
    }

    @Test
    void completions_severalWithLogprobs_areRead() {
        Completion answer =
                client.completions().create(completion().n(2).logprobs(0).build());

        assertThat(answer.choices()).hasSize(2);
        assertThat(answer.choices().getFirst().finishReason().toString()).isEqualTo("length");
        assertThat(answer.choices()
                        .getFirst()
                        .logprobs()
                        .orElseThrow()
                        .tokenLogprobs()
                        .orElseThrow())
                .hasSize(12)
                .allMatch(logprob -> logprob < 0);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(24);
    }

    @Test
    void completions_streamed_joinToTheWhole() {
        String whole = client.completions()
                .create(completion().build())
                .choices()
                .getFirst()
                .text();
        try (StreamResponse<Completion> stream =
                client.completions().createStreaming(completion().build())) {
            assertThat(stream.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .map(choice -> choice.text())
                            .collect(Collectors.joining()))
                    .isEqualTo(whole);
        }
    }

    @Test
    void chat_withLogprobs_isRead() {
        ChatCompletion answer =
                client.chat().completions().create(chat().logprobs(true).build());

        assertThat(answer.choices().getFirst().message().content().orElseThrow())
                .isNotEmpty();
        assertThat(answer.choices()
                        .getFirst()
                        .logprobs()
                        .orElseThrow()
                        .content()
                        .orElseThrow())
                .hasSize(12)
                .allMatch(token -> token.logprob() < 0);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(3);
    }

    @Test
    void chat_streamedWithUsage_joinsToTheWhole() {
        String whole = client.chat()
                .completions()
                .create(chat().build())
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();
        ChatCompletionCreateParams params = chat().streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            assertThat(chunks.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .map(choice -> choice.delta().content().orElse(""))
                            .collect(Collectors.joining()))
                    .isEqualTo(whole);
            assertThat(chunks.getLast().usage().orElseThrow().completionTokens())
                    .isEqualTo(12);
        }
    }

    @Test
    void chat_tools_areRefusedByName() {
        ChatCompletionCreateParams params = chat().addFunctionTool(
                        FunctionDefinition.builder().name("weather").build())
                .build();

        assertThatThrownBy(() -> client.chat().completions().create(params))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("tools is not done here");
    }

    @Test
    void completions_ofAnotherModel_areNotFound() {
        assertThatThrownBy(() ->
                        client.completions().create(completion().model("gpt-4").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("it must be 'tiny'");
    }

    @Test
    void completions_whatVllmAdds_isThereBesides() {
        Completion answer = client.completions()
                .create(completion()
                        .putAdditionalBodyProperty("return_token_ids", JsonValue.from(true))
                        .build());

        assertThat(answer.choices().getFirst()._additionalProperties().get("token_ids"))
                .isNotNull();
    }
}
