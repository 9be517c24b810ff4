package zero4j.tokenizer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;

/** The names and ids of a {@code tokenizer.json}: the model's vocabulary and the added tokens. Immutable. */
public final class Vocabulary {
    private static final Pattern CHAT = Pattern.compile("<\\|[^|<>\\s]+\\|>");

    private final Map<String, Integer> ids;
    private final @Nullable String[] names;
    private final BitSet added;
    private final BitSet special;
    private final TokenBytes spelling;

    Vocabulary(Map<String, Integer> ids, BitSet added, BitSet special, TokenBytes spelling) {
        this.ids = ids;
        this.added = added;
        this.special = special;
        this.spelling = spelling;
        int size = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
        this.names = new String[size];
        ids.forEach((name, id) -> names[id] = name);
    }

    /**
     * Reads the vocabulary of a model's folder.
     *
     * @return empty if the folder has no tokenizer
     * @throws UserError if it has one that cannot be read
     */
    public static Optional<Vocabulary> of(Path folder) {
        return TokenizerJson.file(folder).map(file -> TokenizerJson.read(file, false, TokenizerJson::vocabulary));
    }

    @Nullable
    Integer id(String name) {
        return ids.get(name);
    }

    /** Whether an id stands for a token; models may have more rows than their tokenizer has tokens. */
    boolean has(int id) {
        return id >= 0 && id < names.length && names[id] != null;
    }

    String name(int id) {
        String name = has(id) ? names[id] : null;
        if (name == null) {
            throw new IllegalArgumentException(
                    "no token has the id " + id + " (the vocabulary ends at " + (names.length - 1) + ")");
        }
        return name;
    }

    /** The bytes of a token, as far as its name tells; added tokens are written as they are called. */
    Optional<byte[]> bytes(int id) {
        return added.get(id) ? Optional.of(TokenBytes.utf8(name(id))) : spelling.read(name(id));
    }

    /** Largest id + 1. */
    public int size() {
        return names.length;
    }

    /** The tokens that control a model: the special ones, and those of chats, which some tokenizers do not call special. */
    List<String> controlNames() {
        return Arrays.stream(names)
                .filter(Objects::nonNull)
                .filter(name -> isSpecial(Objects.requireNonNull(ids.get(name)))
                        || CHAT.matcher(name).matches())
                .toList();
    }

    boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }
}
