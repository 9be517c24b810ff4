package zero4j.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import zero4j.UserError;
import zero4j.data.Message;
import zero4j.data.Question;
import zero4j.serve.GenerationOrder.AskedPrompt;
import zero4j.template.ChatTemplate;
import zero4j.template.PromptTemplate;
import zero4j.template.StopRule;
import zero4j.template.Templates;
import zero4j.tokenizer.Tokenizer;

/**
 * Makes prompts of conversations: by the chat template of the tokenizer, or by a template of questions that gets what the user says
 * last. Thread-safe.
 */
final class Conversations {
    private final ServedModel model;
    private final @Nullable ChatTemplate chat;
    private final @Nullable PromptTemplate template;

    /** A prompt, and where its template has completions stop. */
    record Rendered(AskedPrompt prompt, StopRule stop) {}

    /** @throws UserError if the template cannot be read, or does not fit the model */
    Conversations(ServedModel model) {
        this.model = model;
        boolean own = model.template().equals(Templates.OF_TOKENIZER);
        this.chat = own
                ? model.text()
                        .flatMap(tokenizer ->
                                tokenizer.chatTemplate().map(text -> ChatTemplate.of(text, tokenizer.namedTokens())))
                        .orElse(null)
                : null;
        this.template = own ? null : Templates.byName(model.template());
        if (template != null) {
            model.text()
                    .ifPresent(tokenizer -> Templates.requireTokens(
                            template, token -> tokenizer.id(token).isPresent()));
        }
    }

    /** The prompt of the conversation under {@code messages}. */
    Rendered render(Fields body) {
        Tokenizer tokenizer = model.textFor("messages", "a conversation");
        List<Message> messages = messages(body);
        if (template != null) {
            Question question = new Question("request", lastOfUser(messages), List.of("?"), Map.of());
            String text = template.render(question);
            return new Rendered(new AskedPrompt(text, tokenizer.encodePrompt(text)), template.stop());
        }
        if (chat == null) {
            throw Refusal.invalid(
                    "messages",
                    "the model's tokenizer has no chat template; use /v1/completions, or start the server with"
                            + " --template r1 (or another), which then gets what the user says last");
        }
        try {
            String text = chat.render(messages);
            return new Rendered(new AskedPrompt(text, tokenizer.encode(text)), StopRule.NONE);
        } catch (UserError e) {
            throw Refusal.invalid("messages", String.valueOf(e.getMessage()));
        }
    }

    private String lastOfUser(List<Message> messages) {
        return messages.reversed().stream()
                .filter(message -> message.role().equals(Message.USER))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                        "messages",
                        "messages have none of the user, which the template " + model.template() + " needs"))
                .content();
    }

    private static List<Message> messages(Fields body) {
        List<Message> messages = new ArrayList<>();
        for (Fields each : body.list("messages")) {
            String role = each.text("role").orElseThrow(() -> Refusal.invalid("messages", "each message needs a role"));
            if (role.equals("tool") || role.equals("function")) {
                throw Refusal.invalid("messages", "messages of tools are not read here; leave them out");
            }
            String known = role.toLowerCase(Locale.ROOT).equals("developer") ? "system" : role;
            messages.add(new Message(known, content(each.find("content"))));
        }
        if (messages.isEmpty()) {
            throw Refusal.invalid("messages", "messages must be a list of at least one message");
        }
        return messages;
    }

    private static String content(Optional<JsonNode> content) {
        if (content.isEmpty() || content.get().isString()) {
            return content.map(JsonNode::stringValue).orElse("");
        }
        StringBuilder text = new StringBuilder();
        if (!content.get().isArray()) {
            throw noText();
        }
        for (JsonNode part : content.get()) {
            JsonNode said = part.get("text");
            if (said == null || !said.isString()) {
                throw noText();
            }
            text.append(said.stringValue());
        }
        return text.toString();
    }

    private static Refusal noText() {
        return Refusal.invalid("messages", "the content of a message must be a text, or parts of the type text");
    }
}
