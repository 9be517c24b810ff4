package zero4j.serve;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import zero4j.Words;
import zero4j.engine.GenerationRequest;
import zero4j.rollout.SamplingParams;
import zero4j.serve.GenerationOrder.AskedPrompt;
import zero4j.serve.GenerationOrder.Draws;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;

/** Reads what all protocols have in common of a request to sample, and refuses what cannot be sampled. */
final class OrderReader {
    private static final int LONGEST_STOP = 1024;
    private static final int LONGEST_ID = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ServedModel model;
    private final ServeSettings.Limits limits;

    /**
     * What a protocol calls the parameters of sampling.
     *
     * @param budget the keys of the budget of tokens, of which the first that is there counts
     * @param seed the key of the seed
     * @param keepStop the key of whether a stop string stays in the text
     */
    record Keys(List<String> budget, String seed, String keepStop) {}

    OrderReader(ServedModel model, ServeSettings.Limits limits) {
        this.model = model;
        this.limits = limits;
    }

    ServedModel model() {
        return model;
    }

    /** Refuses a model that is not here; a request that names none means the one that is. */
    void requireModel(Fields body) {
        Optional<String> asked = body.text("model");
        if (asked.isPresent() && !model.names().contains(asked.get())) {
            throw Refusal.noSuchModel("there is no model '" + asked.get() + "' here; it must be '"
                    + String.join("' or '", model.names()) + "'");
        }
    }

    /** The id that the client gave, or one of its own. */
    String id(Fields body, String key, String prefix, Exchange exchange) {
        String id = body.text(key)
                .or(() -> exchange.header("X-Request-Id").map(given -> prefix + given))
                .orElseGet(() -> prefix + UUID.randomUUID().toString().replace("-", ""));
        if (id.length() > LONGEST_ID) {
            throw Refusal.invalid(
                    key, key + " has " + Words.counted(id.length(), "character") + "; at most " + LONGEST_ID);
        }
        return id;
    }

    /**
     * The parameters of sampling.
     *
     * @param sampling the object that has them
     * @param whole the whole request
     * @param usualBudget where the request says none
     */
    SamplingParams params(Fields sampling, Fields whole, Keys keys, int usualBudget) {
        int budget = usualBudget;
        for (String key : keys.budget().reversed()) {
            OptionalInt said = sampling.integer(key, 1, Integer.MAX_VALUE);
            budget = said.orElse(budget);
        }
        int topK = sampling.integer("top_k", -1, Integer.MAX_VALUE).orElse(0);
        OptionalLong seed = sampling.integer(keys.seed());
        int samples = sampling.integer("n", 1, limits.samples()).orElse(1);
        int best = sampling.integer("best_of", 1, Integer.MAX_VALUE).orElse(samples);
        if (best != samples) {
            throw Refusal.invalid(
                    sampling.named("best_of"),
                    "best_of is " + best + ", but n is " + samples + "; all are given, so they must be equal");
        }
        return new SamplingParams(
                samples,
                budget,
                sampling.number("temperature", 1, value -> value >= 0 && Double.isFinite(value), "0 (greedy) or more"),
                topK < 0 || topK >= model.config().vocabSize() ? 0 : topK,
                sampling.number("top_p", 1, value -> value > 0 && value <= 1, "above 0 and at most 1 (off)"),
                seed.orElseGet(RANDOM::nextLong),
                first(whole));
    }

    private static int first(Fields body) {
        return body.within("draws").integer("first", 0, Integer.MAX_VALUE).orElse(0);
    }

    /** Which random numbers are drawn, where the request says it. */
    static Optional<Draws> draws(Fields body) {
        if (!body.has("draws")) {
            return Optional.empty();
        }
        Fields draws = body.within("draws");
        String question = draws.text("question")
                .orElseThrow(() -> Refusal.invalid("draws.question", "draws.question must be the id of a question"));
        return Optional.of(new Draws(
                question, draws.integer("repeat", 0, Integer.MAX_VALUE).orElse(0)));
    }

    /** Where completions stop. */
    StopRule stop(Fields body, Keys keys) {
        List<String> stops = body.texts("stop");
        if (stops.size() > limits.stops()) {
            throw Refusal.invalid(
                    body.named("stop"),
                    "stop strings: " + stops.size() + "; at most " + limits.stops() + " are looked for");
        }
        if (stops.stream().anyMatch(stop -> stop.isEmpty() || stop.length() > LONGEST_STOP)) {
            throw Refusal.invalid(
                    body.named("stop"), "a stop string must have 1 to " + Words.counted(LONGEST_STOP, "character"));
        }
        if (!stops.isEmpty()) {
            var _ = model.textFor(body.named("stop"), "stop");
        }
        return new StopRule(stops, body.flag(keys.keepStop(), false));
    }

    GenerationRequest.Ends ends(Fields body) {
        int[] stops = body.tokens("stop_token_ids");
        if (stops != null && stops.length > limits.stops()) {
            throw Refusal.invalid(
                    body.named("stop_token_ids"),
                    "at most " + Words.counted(limits.stops(), "token") + " can end a completion");
        }
        Set<Integer> ids = stops == null
                ? Set.of()
                : Set.copyOf(Arrays.stream(stops).boxed().distinct().toList());
        return new GenerationRequest.Ends(ids, body.flag("ignore_eos", false));
    }

    /** A text, a list of texts, token ids or a list of token ids. */
    List<AskedPrompt> prompts(Fields body, String key) {
        JsonNode value = body.find(key)
                .orElseThrow(() -> Refusal.invalid(key, key + " is missing: a text, token ids, or a list of either"));
        List<AskedPrompt> prompts = new ArrayList<>();
        if (value.isArray() && !value.isEmpty() && !value.get(0).isNumber()) {
            requireFew(value.size(), key);
            value.forEach(each -> prompts.add(prompt(each, key)));
        } else {
            prompts.add(prompt(value, key));
        }
        return prompts;
    }

    /** @param count of prompts that come together */
    void requireFew(int count, String key) {
        if (count > limits.samples()) {
            throw Refusal.invalid(
                    key, "the request has " + Words.counted(count, "prompt") + "; at most " + limits.samples());
        }
    }

    private AskedPrompt prompt(JsonNode value, String key) {
        if (value.isString()) {
            String text = value.stringValue();
            Tokenizer tokenizer = model.textFor(key, "a " + key + " that is a text");
            return checked(new AskedPrompt(text, tokenizer.encodePrompt(text)), key);
        }
        return checked(new AskedPrompt("", Fields.tokens(value, key)), key);
    }

    /** A prompt that the model can continue. */
    AskedPrompt checked(AskedPrompt prompt, String key) {
        int length = prompt.tokens().length;
        if (length == 0) {
            throw Refusal.invalid(key, key + " is empty; the model needs at least one token to go on from");
        }
        for (int token : prompt.tokens()) {
            if (token < 0 || token >= model.config().vocabSize()) {
                throw Refusal.invalid(
                        key,
                        key + " has the token " + token + ", but the model's are 0 to "
                                + (model.config().vocabSize() - 1));
            }
        }
        if (length >= model.config().longestSequence()) {
            throw Refusal.tooLong(
                    key,
                    key + " has " + Words.counted(length, "token") + ", which leaves no room: the model has a "
                            + model.config().limitInWords());
        }
        return prompt;
    }

    /**
     * Refuses more than the whole queue's worth, which could never be done.
     *
     * @param sampling the object that has the parameters of sampling
     */
    GenerationOrder checked(GenerationOrder order, Fields sampling) {
        long completions = (long) order.prompts().size() * order.params().samples();
        if (completions > limits.samples()) {
            throw Refusal.invalid(
                    sampling.named("n"),
                    "the request asks for " + Words.counted(completions, "completion") + "; at most " + limits.samples()
                            + " at once");
        }
        return order;
    }

    /** How many log-probs of other tokens a request may ask for: none, for they are not known. */
    static void refuseOthers(String key, @Nullable Integer asked, int most) {
        if (asked != null && asked > most) {
            throw Refusal.invalid(
                    key,
                    key + " is " + asked + "; only the log-prob of the sampled token is known, so at most " + most);
        }
    }
}
