package zero4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message of a conversation.
 *
 * @param role who says it: {@code system}, {@code user} or {@code assistant}
 * @param content what is said
 */
public record Message(String role, String content) {
    /** The role of whoever asks. */
    public static final String USER = "user";

    private static final String ASSISTANT = "assistant";

    /** Names that other formats have for the roles. */
    private static final Map<String, String> ROLES = Map.of("human", USER, "gpt", ASSISTANT, "bot", ASSISTANT);

    /** What the assistant says at the end of the conversation that a cell holds; empty if it holds none that is answered. */
    static Optional<String> lastAnswer(Object cell) {
        return all(cell)
                .filter(messages -> messages.getLast().role().equals(ASSISTANT))
                .map(messages -> messages.getLast().content());
    }

    /**
     * The conversation that a cell holds, up to the last message that waits for an answer; empty if the cell holds none.
     *
     * @param cell a list of maps with {@code role} and {@code content} (or {@code from} and {@code value}), or its JSON
     */
    static Optional<List<Message>> conversation(Object cell) {
        List<Message> messages = new ArrayList<>(all(cell).orElse(List.of()));
        while (!messages.isEmpty() && messages.getLast().role().equals(ASSISTANT)) {
            messages.removeLast(); // A data set of answered conversations.
        }
        boolean asks = messages.stream().anyMatch(message -> message.role().equals(USER));
        return asks ? Optional.of(List.copyOf(messages)) : Optional.empty();
    }

    /** The whole conversation; empty if the cell holds none. */
    static Optional<List<Message>> all(Object cell) {
        Object parsed = cell instanceof String text && text.strip().startsWith("[{") ? parsed(text) : cell;
        if (!(parsed instanceof List<?> list) || list.isEmpty()) {
            return Optional.empty();
        }
        List<Message> messages = new ArrayList<>();
        for (Object element : list) {
            Message message = element instanceof Map<?, ?> map ? of(map) : null;
            if (message == null) {
                return Optional.empty();
            }
            messages.add(message);
        }
        return Optional.of(messages);
    }

    private static @Nullable Object parsed(String text) {
        try {
            return JsonMapper.shared().readValue(text, Object.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable Message of(Map<?, ?> map) {
        Object role = map.get("role") instanceof String text ? text : map.get("from");
        Object content = map.containsKey("content") ? map.get("content") : map.get("value");
        String said = content instanceof List<?> parts ? joined(parts) : content instanceof String text ? text : null;
        if (!(role instanceof String name) || said == null) {
            return null;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return new Message(ROLES.getOrDefault(lower, lower), said);
    }

    /** Contents in parts: the texts of {@code {"type": "text", "text": …}}. */
    private static @Nullable String joined(List<?> parts) {
        boolean texts =
                parts.stream().allMatch(part -> part instanceof Map<?, ?> map && map.get("text") instanceof String);
        return texts
                ? parts.stream()
                        .map(part -> (String) ((Map<?, ?>) part).get("text"))
                        .collect(Collectors.joining())
                : null;
    }
}
