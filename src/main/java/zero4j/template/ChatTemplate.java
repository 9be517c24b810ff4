package zero4j.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zero4j.UserError;
import zero4j.data.Message;

/**
 * The chat template that a tokenizer brings: a text in the language Jinja, which makes one text of a conversation. The part of the
 * language is known that published models use for conversations without tools; what is not known is refused. Immutable and
 * thread-safe.
 */
public final class ChatTemplate {
    private final Jinja.Node program;
    private final Map<String, Object> tokens;

    private ChatTemplate(Jinja.Node program, Map<String, Object> tokens) {
        this.program = program;
        this.tokens = tokens;
    }

    /**
     * Reads a template.
     *
     * @param tokens the special tokens that it may name: {@code bos_token}, {@code eos_token} and the like
     * @throws UserError if it uses a part of the language that is not known here
     */
    public static ChatTemplate of(String source, Map<String, String> tokens) {
        try {
            return new ChatTemplate(new JinjaParser(source).parse(), Map.copyOf(tokens));
        } catch (Jinja.Failure | ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new UserError(
                    "the chat template of the model's tokenizer cannot be read: " + e.getMessage()
                            + ". Choose another template, or write one as a .txt file",
                    e);
        }
    }

    /** The text of a conversation, up to where the assistant begins to answer. */
    public String render(List<Message> messages) {
        List<Object> all = new ArrayList<>();
        for (Message message : messages) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("role", message.role());
            one.put("content", message.content());
            all.add(one);
        }
        Map<String, Object> names = new LinkedHashMap<>(JinjaFunctions.ALL);
        names.putAll(tokens);
        names.put("messages", all);
        names.put("tools", Jinja.Lacking.NOT_GIVEN);
        names.put("documents", Jinja.Lacking.NOT_GIVEN);
        names.put("add_generation_prompt", true);
        StringBuilder out = new StringBuilder();
        try {
            program.write(new Jinja.Scope(names), out);
        } catch (Jinja.Failure | ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new UserError(
                    "the chat template of the model's tokenizer refuses a conversation: " + e.getMessage(), e);
        }
        return out.toString();
    }
}
