package zero4j.serve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.serve.GenerationOrder.AskedPrompt;

/**
 * SGLang's {@code /generate}: one prompt or several, as text or token ids; the answer is an object for one completion, otherwise a list.
 * Events of a stream hold all that is known of a completion so far, as SGLang's do.
 */
final class SglangGenerate implements Dialect {
    private static final int USUAL_BUDGET = 128;
    private static final OrderReader.Keys KEYS =
            new OrderReader.Keys(List.of("max_new_tokens"), "sampling_seed", "no_stop_trim");
    private static final Set<String> NOT_DONE = Set.of(
            "frequency_penalty",
            "presence_penalty",
            "logit_bias",
            "min_p",
            "min_new_tokens",
            "json_schema",
            "regex",
            "ebnf",
            "structural_tag",
            "stop_regex",
            "custom_params");

    private final OrderReader reader;
    private final AnswerParts parts;

    SglangGenerate(OrderReader reader, AnswerParts parts) {
        this.reader = reader;
        this.parts = parts;
    }

    @Override
    public GenerationOrder read(Exchange exchange) {
        Fields body = exchange.fields();
        refuseNotDone(body);
        Fields sampling = body.within("sampling_params");
        sampling.refuse(NOT_DONE, "is not done here: tokens are sampled from the model's own distribution");
        if (sampling.number("repetition_penalty", 1) != 1) {
            throw Refusal.invalid(
                    sampling.named("repetition_penalty"), "repetition_penalty is not done here; it must be 1");
        }
        if (sampling.integer("n", 1, Integer.MAX_VALUE).orElse(1) > 1 && body.flag("stream", false)) {
            throw Refusal.invalid(sampling.named("n"), "sampling_params.n must be 1 where the answer is streamed");
        }
        return reader.checked(
                new GenerationOrder(
                        reader.id(body, "rid", "", exchange),
                        prompts(body),
                        reader.params(sampling, body, KEYS, USUAL_BUDGET),
                        reader.stop(sampling, KEYS),
                        reader.ends(sampling),
                        OrderReader.draws(body),
                        new GenerationOrder.Wish(
                                body.flag("stream", false),
                                false,
                                body.flag("return_logprob", false),
                                true,
                                !sampling.flag("skip_special_tokens", true),
                                isBatch(body),
                                true)),
                sampling);
    }

    private static void refuseNotDone(Fields body) {
        body.refuse(
                Set.of("image_data", "audio_data", "video_data", "input_embeds", "return_hidden_states", "lora_path"),
                "is not done here");
        body.refuse(
                Set.of("top_logprobs_num", "token_ids_logprob"),
                "is not done here: only the log-prob of the sampled token is known");
        if (body.integer("logprob_start_len", -1, Integer.MAX_VALUE).orElse(-1) >= 0) {
            throw Refusal.invalid(
                    "logprob_start_len",
                    "logprob_start_len must be -1: log-probs of the prompt's own tokens are not given");
        }
    }

    private List<AskedPrompt> prompts(Fields body) {
        if (body.has("text") == body.has("input_ids")) {
            throw Refusal.invalid("input_ids", "a request needs either text or input_ids");
        }
        return reader.prompts(body, body.has("text") ? "text" : "input_ids");
    }

    /** Whether the prompts of a request were a list, whose answer is one. */
    private static boolean isBatch(Fields body) {
        JsonNode prompts = body.find(body.has("text") ? "text" : "input_ids").orElse(null);
        return prompts != null
                && prompts.isArray()
                && !prompts.isEmpty()
                && !prompts.get(0).isNumber();
    }

    @Override
    public AnswerWriter writer(GenerationOrder order) {
        return new Writer(order);
    }

    private final class Writer implements AnswerWriter {
        private final GenerationOrder order;
        private final List<Known> known = new ArrayList<>();

        Writer(GenerationOrder order) {
            this.order = order;
            for (int i = 0; i < order.completions(); i++) {
                known.add(new Known());
            }
        }

        @Override
        public Object whole(List<CompletionGroup> groups) {
            List<Object> all = AnswerParts.choices(
                    order,
                    groups,
                    (prompt, index, completion) -> answer(
                            prompt,
                            index,
                            parts.text(order, completion),
                            completion.tokens(),
                            completion.logprobs(),
                            completion));
            return all.size() == 1 && !order.wish().list() ? all.getFirst() : all;
        }

        private Map<String, @Nullable Object> answer(
                int prompt, int index, String text, int[] tokens, float[] logprobs, @Nullable Completion end) {
            Map<String, @Nullable Object> meta = new LinkedHashMap<>();
            meta.put("id", order.completions() == 1 ? order.id() : order.id() + "_" + index);
            meta.put("finish_reason", end == null ? null : finishReason(prompt, end));
            meta.put("prompt_tokens", order.prompts().get(prompt).tokens().length);
            meta.put("completion_tokens", tokens.length);
            meta.put("cached_tokens", 0);
            meta.put("weight_version", version(end));
            if (order.wish().logprobs()) {
                meta.put("output_token_logprobs", triples(tokens, logprobs));
                meta.put("input_token_logprobs", List.of());
            }
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("text", text);
            answer.put("output_ids", tokens);
            answer.put("meta_info", meta);
            answer.put("index", index);
            return answer;
        }

        /** SGLang tells one version, that of the end. */
        private String version(@Nullable Completion end) {
            List<ServedWeights.VersionSpan> spans =
                    end == null ? List.of() : parts.weights().spans(end);
            return spans.isEmpty() ? parts.weights().label() : spans.getLast().version();
        }

        private static List<Object> triples(int[] tokens, float[] logprobs) {
            List<Object> triples = new ArrayList<>();
            for (int i = 0; i < tokens.length; i++) {
                triples.add(Arrays.asList(logprobs[i], tokens[i], null));
            }
            return triples;
        }

        private Map<String, Object> finishReason(int prompt, Completion end) {
            return switch (end.finishReason()) {
                case EOS -> Map.of("type", "stop", "matched", end.tokens()[end.length() - 1]);
                case STOP ->
                    Map.of(
                            "type",
                            "stop",
                            "matched",
                            Objects.requireNonNullElse(
                                    parts.stopReason(
                                            order, order.request(prompt).prompt(), end),
                                    ""));
                case LENGTH -> Map.of("type", "length", "length", end.length());
                case CANCELLED -> Map.of("type", "abort", "message", "the request was ended before it was done");
            };
        }

        @Override
        public List<Object> piece(StreamPiece piece) {
            Known all = known.get(piece.choice());
            all.add(piece);
            return List.of(
                    answer(piece.prompt(), piece.choice(), all.text.toString(), all.tokens, all.logprobs, piece.end()));
        }
    }

    /** All of a completion so far. */
    private static final class Known {
        private final StringBuilder text = new StringBuilder();
        private int[] tokens = new int[0];
        private float[] logprobs = new float[0];

        void add(StreamPiece piece) {
            int before = tokens.length;
            text.append(piece.text());
            tokens = Arrays.copyOf(tokens, before + piece.tokens().length);
            logprobs = Arrays.copyOf(logprobs, tokens.length);
            System.arraycopy(piece.tokens(), 0, tokens, before, piece.tokens().length);
            System.arraycopy(piece.logprobs(), 0, logprobs, before, piece.logprobs().length);
        }
    }
}
