package zero4j.engine.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.Words;

/** What requests and answers of the dialects have in common. */
final class Json {
    private Json() {}

    /** Where something lies in a node. */
    @FunctionalInterface
    interface Path {
        JsonNode in(JsonNode node);
    }

    static void ids(ArrayNode to, int[] ids) {
        for (int id : ids) {
            to.add(id);
        }
    }

    static void strings(ArrayNode to, List<String> texts) {
        texts.forEach(to::add);
    }

    static void draws(ObjectNode to, Ask.Draws draws) {
        to.putObject("draws")
                .put("question", draws.question())
                .put("first", draws.first())
                .put("repeat", draws.repeat());
    }

    /** @throws ServerTrouble if it is no list of token ids */
    static int[] ids(ServerCalls.Answer answer, JsonNode list, String key) {
        if (!list.isArray()) {
            throw nonsense(answer, "no " + key + " in its answer: it must be a server that gives back token ids");
        }
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = id(answer, list.get(i));
        }
        return ids;
    }

    static int id(ServerCalls.Answer answer, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw nonsense(answer, "'" + node + "' where a token id was expected");
        }
        return node.intValue();
    }

    static float logprob(ServerCalls.Answer answer, JsonNode node) {
        float value = node.isNumber() ? (float) node.doubleValue() : Float.NaN;
        if (!Float.isFinite(value)) {
            throw nonsense(answer, "the log-prob of a token is '" + node + "', which is not finite");
        }
        return value;
    }

    /** The part, if there is a log-prob for each token; of one that was given up as much as has them. */
    static ServedPart agreeing(
            ServerCalls.Answer answer,
            int[] tokens,
            float[] logprobs,
            List<ServedPart.LabelSpan> spans,
            ServedPart.End end) {
        int length = Math.min(tokens.length, logprobs.length);
        if (tokens.length != logprobs.length && end != ServedPart.End.ABORT) {
            throw nonsense(
                    answer,
                    Words.counted(tokens.length, "token") + " but " + Words.counted(logprobs.length, "log-prob")
                            + " in a completion");
        }
        return new ServedPart(Arrays.copyOf(tokens, length), Arrays.copyOf(logprobs, length), spans, end);
    }

    /** The parts, if none is missing. */
    static List<ServedPart> all(ServerCalls.Answer answer, @Nullable ServedPart[] parts) {
        List<ServedPart> all = new ArrayList<>();
        for (ServedPart part : parts) {
            if (part == null) {
                throw nonsense(answer, "fewer completions than the " + parts.length + " that were asked for");
            }
            all.add(part);
        }
        return all;
    }

    static Optional<int[]> tokenized(ControlCalls calls, String model, String text, boolean withSpecialTokens) {
        ObjectNode body = JsonMapper.shared()
                .createObjectNode()
                .put("model", model)
                .put("prompt", text)
                .put("add_special_tokens", withSpecialTokens);
        ServerCalls.Answer answer = calls.post("/tokenize", body);
        JsonNode tokens = answer.json().path("tokens");
        return answer.isSuccess() && tokens.isArray() ? Optional.of(ids(answer, tokens, "tokens")) : Optional.empty();
    }

    static ServerTrouble nonsense(ServerCalls.Answer answer, String what) {
        return new ServerTrouble(ServerTrouble.Kind.REFUSED, answer.route() + ": " + what);
    }
}
