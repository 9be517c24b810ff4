package zero4j.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import zero4j.GitLfs;
import zero4j.UserError;

/**
 * What stands beside a {@code tokenizer.json}: {@code tokenizer_config.json} and {@code chat_template.jinja}, either of which may be
 * missing.
 */
record TokenizerConfig(ObjectNode json) {
    private static final String CHAT_TEMPLATE = "chat_template";

    /** @throws UserError if one of them is there and cannot be read */
    static TokenizerConfig read(Path folder) {
        Path file = folder.resolve("tokenizer_config.json");
        ObjectNode config = Files.isRegularFile(file) ? object(file) : new JsonMapper().createObjectNode();
        Path template = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(template)) {
            config.put(CHAT_TEMPLATE, GitLfs.text(template)); // as in transformers, the file of its own wins
        }
        return new TokenizerConfig(config);
    }

    private static ObjectNode object(Path file) {
        try {
            if (new JsonMapper().readTree(GitLfs.text(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new UserError(file + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
        throw new UserError(file + " holds no JSON object");
    }

    /** The name of the EOS; empty if there is none. */
    String eos() {
        return name(json.path("eos_token"));
    }

    /** The chat template (Jinja): the only one, or the one called {@code default}. */
    Optional<String> chatTemplate() {
        JsonNode template = json.path(CHAT_TEMPLATE);
        if (template.isString()) {
            return Optional.of(template.asString());
        }
        return template.valueStream()
                .filter(named -> named.path("name").asString("").equals("default"))
                .map(named -> named.path("template").asString(""))
                .findFirst();
    }

    /** The names of {@code bos_token}, {@code eos_token} and the like. */
    Map<String, String> namedTokens() {
        Map<String, String> named = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            JsonNode token = entry.getValue();
            if (entry.getKey().endsWith("_token")
                    && (token.isString() || !name(token).isEmpty())) {
                named.put(entry.getKey(), name(token));
            }
        }
        return named;
    }

    /** A token is named by a text or by an object with its {@code content}. */
    private static String name(JsonNode token) {
        return token.isString() ? token.asString() : token.path("content").asString("");
    }
}
