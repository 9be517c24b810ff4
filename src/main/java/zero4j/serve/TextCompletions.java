package zero4j.serve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Prompt;

/** OpenAI's {@code /v1/completions} with what vLLM adds: prompts as token ids, token ids in the answer. */
final class TextCompletions implements Dialect {
    /** Of OpenAI. */
    private static final int USUAL_BUDGET = 16;

    static final OrderReader.Keys KEYS =
            new OrderReader.Keys(List.of("max_tokens"), "seed", "include_stop_str_in_output");

    /** What changes the distribution or the way of sampling, and is not done here. */
    static final Set<String> NOT_DONE = Set.of(
            "frequency_penalty",
            "presence_penalty",
            "logit_bias",
            "min_p",
            "min_tokens",
            "use_beam_search",
            "guided_json",
            "guided_regex",
            "guided_choice",
            "guided_grammar",
            "structured_outputs",
            "prompt_logprobs",
            "bad_words",
            "logits_processors",
            "lora_path");

    private final OrderReader reader;
    private final AnswerParts parts;

    TextCompletions(OrderReader reader, AnswerParts parts) {
        this.reader = reader;
        this.parts = parts;
    }

    @Override
    public GenerationOrder read(Exchange exchange) {
        Fields body = exchange.fields();
        reader.requireModel(body);
        body.refuse(Set.of("echo"), "is not done here: the prompt's own text and log-probs are not given back");
        body.refuse(Set.of("suffix"), "is not done here: text is only continued");
        refuseNotDone(body);
        OrderReader.refuseOthers("logprobs", logprobs(body), 1);
        return reader.checked(
                new GenerationOrder(
                        reader.id(body, "request_id", "cmpl-", exchange),
                        reader.prompts(body, "prompt"),
                        reader.params(body, body, KEYS, USUAL_BUDGET),
                        reader.stop(body, KEYS),
                        reader.ends(body),
                        OrderReader.draws(body),
                        wish(body, logprobs(body) != null)),
                body);
    }

    /** What none of OpenAI's and vLLM's routes does here. */
    static void refuseNotDone(Fields body) {
        body.refuse(NOT_DONE, "is not done here: tokens are sampled from the model's own distribution");
        if (body.number("repetition_penalty", 1) != 1) {
            throw Refusal.invalid(
                    body.named("repetition_penalty"), "repetition_penalty is not done here; it must be 1");
        }
    }

    private static @Nullable Integer logprobs(Fields body) {
        Optional<JsonNode> value = body.find("logprobs");
        if (value.isPresent() && value.get().isBoolean()) {
            return value.get().booleanValue() ? 1 : null;
        }
        return body.integer("logprobs", 0, Integer.MAX_VALUE).stream()
                .boxed()
                .findFirst()
                .orElse(null);
    }

    /** What the answer of one of OpenAI's routes shall have. */
    static GenerationOrder.Wish wish(Fields body, boolean logprobs) {
        boolean stream = body.flag("stream", false);
        boolean special = !body.flag("skip_special_tokens", true);
        if (stream && special) {
            throw Refusal.invalid(
                    "skip_special_tokens", "skip_special_tokens must be true where the answer is streamed");
        }
        return new GenerationOrder.Wish(
                stream,
                body.within("stream_options").flag("include_usage", false),
                logprobs,
                body.flag("return_token_ids", false),
                special,
                true,
                true);
    }

    @Override
    public AnswerWriter writer(GenerationOrder order) {
        return new Writer(order);
    }

    private final class Writer implements AnswerWriter {
        private static final String OBJECT = "text_completion";
        private final GenerationOrder order;
        private final int[] offset; // code points of the tokens told of each completion so far

        Writer(GenerationOrder order) {
            this.order = order;
            this.offset = new int[order.completions()];
        }

        @Override
        public Object whole(List<CompletionGroup> groups) {
            Map<String, @Nullable Object> answer = parts.head(order, OBJECT);
            answer.put("choices", AnswerParts.choices(order, groups, this::choice));
            answer.put("usage", AnswerParts.usage(order, groups));
            return answer;
        }

        private Map<String, @Nullable Object> choice(int prompt, int index, Completion completion) {
            return choice(
                    prompt,
                    index,
                    new StreamPiece(
                            prompt,
                            index,
                            true,
                            parts.text(order, completion),
                            completion.tokens(),
                            completion.logprobs(),
                            completion));
        }

        private Map<String, @Nullable Object> choice(int prompt, int index, StreamPiece piece) {
            Completion end = piece.end();
            Prompt asked = order.request(prompt).prompt();
            Map<String, @Nullable Object> choice = new LinkedHashMap<>();
            choice.put("index", index);
            choice.put("text", piece.text());
            choice.put("logprobs", order.wish().logprobs() ? logprobs(piece) : null);
            choice.put("finish_reason", AnswerParts.finishReason(end));
            choice.put("stop_reason", end == null ? null : parts.stopReason(order, asked, end));
            if (order.wish().tokenIds()) {
                choice.put("token_ids", piece.tokens());
                choice.put("prompt_token_ids", piece.first() ? asked.tokens() : null);
            }
            return choice;
        }

        private Map<String, @Nullable Object> logprobs(StreamPiece piece) {
            String[] texts = parts.texts().texts(piece.tokens());
            int[] offsets = new int[texts.length];
            for (int i = 0; i < texts.length; i++) {
                offsets[i] = offset[piece.choice()];
                offset[piece.choice()] += texts[i].codePointCount(0, texts[i].length());
            }
            Map<String, @Nullable Object> logprobs = new LinkedHashMap<>();
            logprobs.put("tokens", texts);
            logprobs.put("token_logprobs", piece.logprobs());
            logprobs.put("top_logprobs", null);
            logprobs.put("text_offset", offsets);
            return logprobs;
        }

        @Override
        public List<Object> piece(StreamPiece piece) {
            Map<String, @Nullable Object> chunk = parts.head(order, OBJECT);
            chunk.put("choices", List.of(choice(piece.prompt(), piece.choice(), piece)));
            return List.of(chunk);
        }

        @Override
        public Optional<Object> last(List<CompletionGroup> groups) {
            return order.wish().usage() ? Optional.of(parts.usageChunk(order, OBJECT, groups)) : Optional.empty();
        }
    }
}
