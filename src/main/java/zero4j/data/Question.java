package zero4j.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A question whose answer can be checked.
 *
 * @param id unique and stable within its set, for example {@code math500:17}
 * @param text the question, as it is put into the template unchanged
 * @param answers accepted reference answers, at least one; any one is enough
 * @param tags what the source says about it, such as {@code level} or {@code family}; never null
 * @param messages the conversation that asks it, where the source has one; {@code text} is then what its last user says. Mostly empty
 */
public record Question(String id, String text, List<String> answers, Map<String, String> tags, List<Message> messages) {
    /** The word, before something that is the level. */
    private static final Pattern LEVEL = Pattern.compile("^level\\s+(?=\\S)", Pattern.CASE_INSENSITIVE);

    private static final Pattern NUMBER = Pattern.compile("^(\\d+)\\.\\d+$");

    public Question {
        answers = List.copyOf(answers);
        messages = List.copyOf(messages);
        tags = Map.copyOf(tags);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("question " + id + " has no reference answer");
        }
    }

    /** How hard its source takes it to be; empty if it does not say. */
    public Optional<String> level() {
        return level(tags);
    }

    /**
     * The level among tags, {@code level} or else {@code difficulty}, in one writing: some sources say {@code Level 5}, others the
     * number alone, and fractions do not count, so that 4.625 is a 4.
     *
     * @param tags of a question
     */
    public static Optional<String> level(Map<String, String> tags) {
        return Optional.ofNullable(tags.get("level"))
                .or(() -> Optional.ofNullable(tags.get("difficulty")))
                .map(level -> LEVEL.matcher(level.strip()).replaceFirst(""))
                .map(level -> NUMBER.matcher(level).replaceFirst("$1"));
    }

    /** A question that is a text. */
    public Question(String id, String text, List<String> answers, Map<String, String> tags) {
        this(id, text, answers, tags, List.of());
    }

    /** A question that a conversation asks. */
    static Question asked(List<Message> messages, String id, List<String> answers, Map<String, String> tags) {
        String text = messages.reversed().stream()
                .filter(message -> message.role().equals(Message.USER))
                .findFirst()
                .orElseThrow()
                .content();
        return new Question(id, text, answers, tags, messages);
    }
}
