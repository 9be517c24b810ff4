package zero4j.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.serve.GenerationOrder.AskedPrompt;

/** OpenAI's {@code /v1/chat/completions}: conversations, without tools. */
final class ChatCompletions implements Dialect {
    private static final OrderReader.Keys KEYS =
            new OrderReader.Keys(List.of("max_completion_tokens", "max_tokens"), "seed", "include_stop_str_in_output");
    private static final Set<String> TOOLS = Set.of("tools", "functions", "tool_choice", "function_call");

    private final OrderReader reader;
    private final AnswerParts parts;
    private final Conversations conversations;

    ChatCompletions(OrderReader reader, AnswerParts parts, Conversations conversations) {
        this.reader = reader;
        this.parts = parts;
        this.conversations = conversations;
    }

    @Override
    public GenerationOrder read(Exchange exchange) {
        Fields body = exchange.fields();
        reader.requireModel(body);
        refuseTools(body);
        TextCompletions.refuseNotDone(body);
        boolean logprobs = body.flag("logprobs", false);
        OrderReader.refuseOthers(
                "top_logprobs",
                body.integer("top_logprobs", 0, Integer.MAX_VALUE).stream()
                        .boxed()
                        .findFirst()
                        .orElse(null),
                0);
        Conversations.Rendered rendered = conversations.render(body);
        AskedPrompt prompt = reader.checked(rendered.prompt(), "messages");
        return reader.checked(
                new GenerationOrder(
                        reader.id(body, "request_id", "chatcmpl-", exchange),
                        List.of(prompt),
                        reader.params(body, body, KEYS, Integer.MAX_VALUE),
                        reader.stop(body, KEYS).and(rendered.stop()),
                        reader.ends(body),
                        OrderReader.draws(body),
                        TextCompletions.wish(body, logprobs)),
                body);
    }

    private static void refuseTools(Fields body) {
        if (body.has("tools") || body.has("functions")) {
            body.refuse(TOOLS, "is not done here: the model answers in text, and calls no tools; leave it out");
        }
        body.refuse(Set.of("audio", "modalities", "prediction", "web_search_options"), "is not done here: text only");
        Fields format = body.within("response_format");
        String type = format.text("type").orElse("text");
        if (!type.equals("text")) {
            throw Refusal.invalid(
                    "response_format",
                    "response_format is " + type + ", which is not done here: text is sampled freely; leave it out, or"
                            + " say \"text\"");
        }
    }

    @Override
    public AnswerWriter writer(GenerationOrder order) {
        return new Writer(order);
    }

    private final class Writer implements AnswerWriter {
        private static final String CHUNK = "chat.completion.chunk";
        private final GenerationOrder order;

        Writer(GenerationOrder order) {
            this.order = order;
        }

        @Override
        public Object whole(List<CompletionGroup> groups) {
            Map<String, @Nullable Object> answer = parts.head(order, "chat.completion");
            answer.put("choices", AnswerParts.choices(order, groups, this::choice));
            answer.put("usage", AnswerParts.usage(order, groups));
            if (order.wish().tokenIds()) {
                answer.put("prompt_token_ids", order.prompts().getFirst().tokens());
            }
            return answer;
        }

        private Map<String, @Nullable Object> choice(int prompt, int index, Completion completion) {
            Map<String, @Nullable Object> message = new LinkedHashMap<>();
            message.put("role", "assistant");
            message.put("content", parts.text(order, completion));
            message.put("refusal", null);
            Map<String, @Nullable Object> choice = new LinkedHashMap<>();
            choice.put("index", index);
            choice.put("message", message);
            choice.put("logprobs", logprobs(completion.tokens(), completion.logprobs()));
            choice.put("finish_reason", AnswerParts.finishReason(completion));
            choice.put(
                    "stop_reason", parts.stopReason(order, order.request(prompt).prompt(), completion));
            if (order.wish().tokenIds()) {
                choice.put("token_ids", completion.tokens());
            }
            return choice;
        }

        private @Nullable Map<String, @Nullable Object> logprobs(int[] tokens, float[] values) {
            if (!order.wish().logprobs()) {
                return null;
            }
            List<Object> content = new ArrayList<>();
            for (int i = 0; i < tokens.length; i++) {
                Map<String, @Nullable Object> token = new LinkedHashMap<>();
                token.put("token", parts.texts().text(tokens[i]));
                token.put("logprob", values[i]);
                token.put("bytes", parts.texts().bytes(tokens[i]));
                token.put("top_logprobs", List.of());
                content.add(token);
            }
            Map<String, @Nullable Object> logprobs = new LinkedHashMap<>();
            logprobs.put("content", content);
            logprobs.put("refusal", null);
            return logprobs;
        }

        @Override
        public List<Object> piece(StreamPiece piece) {
            List<Object> chunks = new ArrayList<>();
            if (piece.first()) {
                chunks.add(chunk(piece.choice(), Map.of("role", "assistant", "content", ""), null, null));
            }
            Completion end = piece.end();
            if (piece.tokens().length > 0) {
                Map<String, @Nullable Object> chunk =
                        chunk(piece.choice(), Map.of("content", piece.text()), piece, end);
                chunks.add(chunk);
            } else if (end != null) {
                chunks.add(chunk(piece.choice(), Map.of(), piece, end));
            }
            return chunks;
        }

        private Map<String, @Nullable Object> chunk(
                int index, Map<String, Object> delta, @Nullable StreamPiece piece, @Nullable Completion end) {
            Map<String, @Nullable Object> choice = new LinkedHashMap<>();
            choice.put("index", index);
            choice.put("delta", delta);
            choice.put("logprobs", piece == null ? null : logprobs(piece.tokens(), piece.logprobs()));
            choice.put("finish_reason", AnswerParts.finishReason(end));
            if (order.wish().tokenIds() && piece != null) {
                choice.put("token_ids", piece.tokens());
            }
            Map<String, @Nullable Object> chunk = parts.head(order, CHUNK);
            chunk.put("choices", List.of(choice));
            return chunk;
        }

        @Override
        public Optional<Object> last(List<CompletionGroup> groups) {
            return order.wish().usage() ? Optional.of(parts.usageChunk(order, CHUNK, groups)) : Optional.empty();
        }
    }
}
