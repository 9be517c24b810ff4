package zero4j.tokenizer;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The names and ids of a {@code tokenizer.json}: the model's vocabulary and the added tokens. Immutable after reading.
 *
 * <p>Reads the vocabulary as an object of ids (BPE, WordPiece, WordLevel) or as an array of pieces with scores
 * (Unigram). The merges, the larger half of the file, are skipped without building them.
 */
final class Vocabulary {
    private static final Pattern CHAT = Pattern.compile("<\\|[^|<>\\s]+\\|>");

    private final Map<String, Integer> ids;
    private final @Nullable String[] names;
    private final BitSet special;

    private Vocabulary(Map<String, Integer> ids, BitSet special) {
        this.ids = ids;
        this.special = special;
        int size = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
        this.names = new String[size];
        ids.forEach((name, id) -> names[id] = name);
    }

    /**
     * Reads the vocabulary.
     *
     * @throws tools.jackson.core.JacksonException when the text is not JSON
     * @throws IllegalArgumentException when it is JSON but holds no vocabulary
     */
    static Vocabulary parse(JsonMapper mapper, byte[] json) {
        Map<String, Integer> ids = new HashMap<>();
        BitSet special = new BitSet();
        try (JsonParser parser = mapper.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "added_tokens" -> readAdded(parser.readValueAsTree(), ids, special);
                    case "model" -> readModel(parser, ids);
                    default -> parser.skipChildren();
                }
            }
        }
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("it has no vocabulary under model.vocab");
        }
        return new Vocabulary(ids, special);
    }

    private static void readAdded(JsonNode added, Map<String, Integer> ids, BitSet special) {
        for (JsonNode token : added) {
            int id = checked(token.path("id").asInt(-1));
            ids.put(token.path("content").asString(""), id);
            if (token.path("special").asBoolean(false)) {
                special.set(id);
            }
        }
    }

    private static void readModel(JsonParser parser, Map<String, Integer> ids) {
        if (!parser.isExpectedStartObjectToken()) {
            throw new IllegalArgumentException("its model is not an object");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean vocabulary = parser.currentName().equals("vocab");
            JsonToken start = parser.nextToken();
            if (vocabulary && start == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    ids.put(name, checked(parser.getIntValue()));
                }
            } else if (vocabulary && start == JsonToken.START_ARRAY) {
                readPieces(parser, ids);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void readPieces(JsonParser parser, Map<String, Integer> ids) {
        for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
            parser.nextToken();
            ids.put(parser.getString(), id);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
            }
        }
    }

    private static int checked(int id) {
        if (id < 0) {
            throw new IllegalArgumentException("a token's id is negative or missing");
        }
        return id;
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

    /** Largest id + 1. */
    int size() {
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
