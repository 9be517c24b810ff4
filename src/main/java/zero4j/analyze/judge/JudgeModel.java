package zero4j.analyze.judge;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.net.ProxySelector;
import java.util.Set;
import java.util.TreeSet;
import zero4j.analyze.Judge.Response;

/** A model that replies, greedily as far as it can. Safe for several threads. */
final class JudgeModel implements AutoCloseable {
    /** Far more than a digit, for models that think before they reply. */
    private static final int MOST_TOKENS = 2048;

    private final JudgeSettings settings;
    private final JudgeHttp http;
    private final Set<String> refused = new TreeSet<>();
    private volatile OpenAiChatModel chat;

    JudgeModel(JudgeSettings settings, ProxySelector proxies) {
        this.settings = settings;
        this.http = new JudgeHttp(settings.timeout(), proxies);
        this.chat = built(refused);
    }

    /** What the model replies; empty if nothing. */
    String reply(JudgeTask task, Response response) {
        String text = chat.chat(SystemMessage.from(task.system()), UserMessage.from(task.user(response)))
                .aiMessage()
                .text();
        return text == null ? "" : text;
    }

    /**
     * Leaves a parameter out from now on, or names it otherwise.
     *
     * @return whether that was new
     */
    synchronized boolean without(String parameter) {
        if (!refused.add(parameter)) {
            return false;
        }
        chat = built(refused);
        return true;
    }

    private OpenAiChatModel built(Set<String> without) {
        OpenAiChatModel.OpenAiChatModelBuilder builder = OpenAiChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.endpoint().toString())
                .modelName(settings.model())
                .maxRetries(0); // tries are ours, for they obey what the endpoint asks for
        settings.key().ifPresent(builder::apiKey);
        if (!without.contains("temperature")) {
            builder.temperature(0.0);
        }
        return (without.contains("max_tokens")
                        ? builder.maxCompletionTokens(MOST_TOKENS)
                        : builder.maxTokens(MOST_TOKENS))
                .build();
    }

    @Override
    public void close() {
        http.close();
    }
}
