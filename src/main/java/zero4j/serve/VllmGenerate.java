package zero4j.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.serve.GenerationOrder.AskedPrompt;

/** vLLM's {@code /inference/v1/generate}: token ids in, token ids, log-probs and versions of weights out. */
final class VllmGenerate implements Dialect {
    private static final int USUAL_BUDGET = 16;

    private final OrderReader reader;
    private final AnswerParts parts;

    VllmGenerate(OrderReader reader, AnswerParts parts) {
        this.reader = reader;
        this.parts = parts;
    }

    @Override
    public GenerationOrder read(Exchange exchange) {
        Fields body = exchange.fields();
        reader.requireModel(body);
        int[] tokens = body.tokens("token_ids");
        if (tokens == null) {
            throw Refusal.invalid("token_ids", "token_ids is missing: the ids of the prompt");
        }
        String mode = body.text("output_mode").orElse("tokens");
        if (!mode.equals("tokens")) {
            throw Refusal.invalid("output_mode", "output_mode is " + mode + "; it must be tokens");
        }
        body.refuse(Set.of("features", "kv_transfer_params"), "is not done here");
        Fields sampling = body.within("sampling_params");
        TextCompletions.refuseNotDone(sampling);
        Integer logprobs = sampling.integer("logprobs", 0, Integer.MAX_VALUE).stream()
                .boxed()
                .findFirst()
                .orElse(null);
        OrderReader.refuseOthers("sampling_params.logprobs", logprobs, 1);
        return reader.checked(
                new GenerationOrder(
                        reader.id(body, "request_id", "generate-tokens-", exchange),
                        List.of(reader.checked(new AskedPrompt("", tokens), "token_ids")),
                        reader.params(sampling, body, TextCompletions.KEYS, USUAL_BUDGET),
                        reader.stop(sampling, TextCompletions.KEYS),
                        reader.ends(sampling),
                        OrderReader.draws(body),
                        new GenerationOrder.Wish(
                                body.flag("stream", false), false, logprobs != null, true, false, true, false)),
                sampling);
    }

    @Override
    public AnswerWriter writer(GenerationOrder order) {
        return new Writer(order);
    }

    private final class Writer implements AnswerWriter {
        private final GenerationOrder order;

        Writer(GenerationOrder order) {
            this.order = order;
        }

        @Override
        public Object whole(List<CompletionGroup> groups) {
            return answer(AnswerParts.choices(
                    order,
                    groups,
                    (_, index, completion) -> choice(index, completion.tokens(), completion.logprobs(), completion)));
        }

        private Map<String, @Nullable Object> answer(List<Object> choices) {
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("request_id", order.id());
            answer.put("choices", choices);
            answer.put("prompt_logprobs", null);
            return answer;
        }

        private Map<String, @Nullable Object> choice(
                int index, int[] tokens, float[] logprobs, @Nullable Completion end) {
            Map<String, @Nullable Object> choice = new LinkedHashMap<>();
            choice.put("index", index);
            choice.put("token_ids", tokens);
            choice.put("logprobs", order.wish().logprobs() ? Map.of("content", content(tokens, logprobs)) : null);
            choice.put("finish_reason", AnswerParts.finishReason(end));
            if (end != null) {
                choice.put("weight_versions", parts.weights().spans(end));
            }
            return choice;
        }

        private static List<Object> content(int[] tokens, float[] logprobs) {
            List<Object> content = new ArrayList<>();
            for (int i = 0; i < tokens.length; i++) {
                content.add(new TokenLogprob("token_id:" + tokens[i], logprobs[i]));
            }
            return content;
        }

        @Override
        public List<Object> piece(StreamPiece piece) {
            return List.of(answer(List.of(choice(piece.choice(), piece.tokens(), piece.logprobs(), piece.end()))));
        }
    }

    /** A token as it is written, and its log-prob (nats). */
    record TokenLogprob(String token, float logprob) {}
}
