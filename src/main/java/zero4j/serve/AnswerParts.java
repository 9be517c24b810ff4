package zero4j.serve;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.tokenizer.Tokenizer;

/** What answers of several protocols have in common. */
final class AnswerParts {
    private final ServedModel model;
    private final ServedWeights weights;
    private final TokenTexts texts;

    AnswerParts(ServedModel model, ServedWeights weights) {
        this.model = model;
        this.weights = weights;
        this.texts = new TokenTexts(model.tokenizer(), model.config().vocabSize());
    }

    TokenTexts texts() {
        return texts;
    }

    ServedWeights weights() {
        return weights;
    }

    /** The beginning of an object of OpenAI's. */
    Map<String, @Nullable Object> head(GenerationOrder order, String object) {
        Map<String, @Nullable Object> head = new LinkedHashMap<>();
        head.put("id", order.id());
        head.put("object", object);
        head.put("created", Instant.now().getEpochSecond());
        head.put("model", model.name());
        return head;
    }

    /** Why a completion ended, in OpenAI's words; null while it has not. */
    static @Nullable String finishReason(@Nullable Completion completion) {
        return completion == null
                ? null
                : switch (completion.finishReason()) {
                    case EOS, STOP -> "stop";
                    case LENGTH -> "length";
                    case CANCELLED -> "abort";
                };
    }

    /** What ended a completion besides the model's own EOS: a token that the request named, or a stop string; otherwise null. */
    @Nullable
    Object stopReason(GenerationOrder order, Prompt prompt, Completion completion) {
        if (completion.finishReason() == FinishReason.EOS) {
            int last = completion.tokens()[completion.length() - 1];
            return order.ends().tokens().contains(last) ? (Object) last : null;
        }
        Tokenizer tokenizer = model.tokenizer();
        return completion.finishReason() == FinishReason.STOP && tokenizer != null
                ? earliest(
                        tokenizer.decodeCompletion(prompt.tokens(), completion.tokens()),
                        order.stop().strings())
                : null;
    }

    private static @Nullable String earliest(String text, List<String> stops) {
        String found = null;
        int end = Integer.MAX_VALUE;
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at >= 0 && at + stop.length() < end) {
                end = at + stop.length();
                found = stop;
            }
        }
        return found;
    }

    /** The text of a whole completion, with special tokens where they are wished. */
    String text(GenerationOrder order, Completion completion) {
        Tokenizer tokenizer = model.tokenizer();
        return order.wish().special() && tokenizer != null
                ? tokenizer.decode(completion.tokens(), false)
                : completion.text();
    }

    /** Counts of tokens, as OpenAI has them. */
    static Map<String, Object> usage(GenerationOrder order, List<CompletionGroup> groups) {
        long prompts = order.prompts().stream()
                .mapToLong(prompt -> prompt.tokens().length)
                .sum();
        long sampled = groups.stream()
                .flatMap(group -> group.completions().stream())
                .mapToLong(Completion::length)
                .sum();
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", prompts);
        usage.put("completion_tokens", sampled);
        usage.put("total_tokens", prompts + sampled);
        return usage;
    }

    /** The chunk of counts at the end of a stream. */
    Map<String, @Nullable Object> usageChunk(GenerationOrder order, String object, List<CompletionGroup> groups) {
        Map<String, @Nullable Object> chunk = head(order, object);
        chunk.put("choices", List.of());
        chunk.put("usage", usage(order, groups));
        return chunk;
    }

    /** Each completion with its prompt's index and its place among all. */
    interface ChoiceMaker {
        Map<String, @Nullable Object> choice(int prompt, int index, Completion completion);
    }

    static List<Object> choices(GenerationOrder order, List<CompletionGroup> groups, ChoiceMaker maker) {
        List<Object> choices = new ArrayList<>();
        for (int prompt = 0; prompt < groups.size(); prompt++) {
            List<Completion> completions = groups.get(prompt).completions();
            for (int sample = 0; sample < completions.size(); sample++) {
                choices.add(maker.choice(prompt, order.choice(prompt, sample), completions.get(sample)));
            }
        }
        return choices;
    }
}
