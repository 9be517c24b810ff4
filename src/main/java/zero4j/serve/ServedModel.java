package zero4j.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.ModelConfig;

/**
 * The model that a server has, as clients know it.
 *
 * @param names by which requests may call it, the first of which answers do
 * @param folder that it was read from
 * @param tokenizer null where there are token ids only
 * @param template that makes a prompt of a conversation: {@code chat} for the tokenizer's own, otherwise one of
 *     {@link zero4j.template.Templates}, which gets what the user says last
 */
public record ServedModel(
        List<String> names,
        Path folder,
        ModelConfig config,
        @Nullable Tokenizer tokenizer,
        String template) {
    public ServedModel {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a model needs a name");
        }
    }

    /** The name that answers have. */
    String name() {
        return names.getFirst();
    }

    /** Its tokenizer; empty where there are token ids only. */
    Optional<Tokenizer> text() {
        return Optional.ofNullable(tokenizer);
    }

    /**
     * Its tokenizer.
     *
     * @param param the key that needs it
     * @param what needs it, as the beginning of a sentence
     */
    Tokenizer textFor(String param, String what) {
        return text().orElseThrow(() -> Refusal.invalid(
                param, what + " needs a tokenizer, and the model has no tokenizer.json; send token ids"));
    }
}
