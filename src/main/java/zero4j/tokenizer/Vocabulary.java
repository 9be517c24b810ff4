package zero4j.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.GitLfs;
import zero4j.UserError;

/**
 * The names and ids of a {@code tokenizer.json}: the model's vocabulary and the added tokens. Immutable after reading.
 *
 * <p>Reads the vocabulary as an object of ids (BPE, WordPiece, WordLevel) or as an array of pieces with scores
 * (Unigram). The merges, the larger half of the file, are skipped without building them.
 */
public final class Vocabulary {
    /** No vocabulary is nearly so large: an id beyond is a mistake, and must not become the size of an array. */
    private static final int MOST_IDS = 1 << 24;

    private static final Pattern CHAT = Pattern.compile("<\\|[^|<>\\s]+\\|>");

    private final Map<String, Integer> ids;
    private final @Nullable String[] names;
    private final BitSet added;
    private final BitSet special;
    private final TokenBytes spelling;

    private Vocabulary(Map<String, Integer> ids, BitSet added, BitSet special, TokenBytes spelling) {
        this.ids = ids;
        this.added = added;
        this.special = special;
        this.spelling = spelling;
        int size = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
        this.names = new String[size];
        ids.forEach((name, id) -> names[id] = name);
    }

    /** The tokenizer's file in a folder, if it has one. */
    public static Optional<Path> file(Path folder) {
        return Stream.of("tokenizer.json", "tokenizer.json.gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /**
     * Reads the vocabulary of a model's folder, without the native library.
     *
     * @return empty if the folder has no tokenizer
     * @throws UserError if it has one that cannot be read
     */
    public static Optional<Vocabulary> of(Path folder) {
        return file(folder).map(file -> {
            try {
                return parse(new JsonMapper(), bytes(file));
            } catch (IOException e) {
                throw new UserError("Cannot read " + file + ": " + e.getMessage(), e);
            } catch (JacksonException | IllegalArgumentException e) {
                throw unusable(file, e);
            }
        });
    }

    static byte[] bytes(Path file) throws IOException {
        GitLfs.requireFetched(file);
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return in.readAllBytes();
        }
    }

    static UserError unusable(Path file, RuntimeException e) {
        String message = e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
        String firstLine =
                String.valueOf(message).lines().findFirst().orElse(e.getClass().getSimpleName());
        return new UserError(
                file + " is not a usable tokenizer: " + firstLine + ". Copy the file again from the model's origin.",
                e);
    }

    /**
     * Reads the vocabulary.
     *
     * @throws tools.jackson.core.JacksonException when the text is not JSON
     * @throws IllegalArgumentException when it is JSON but holds no vocabulary
     */
    static Vocabulary parse(JsonMapper mapper, byte[] json) {
        Map<String, Integer> ids = new HashMap<>();
        BitSet added = new BitSet();
        BitSet special = new BitSet();
        TokenBytes spelling = TokenBytes.UNKNOWN;
        try (JsonParser parser = mapper.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "added_tokens" -> readAdded(parser.readValueAsTree(), ids, added, special);
                    case "decoder" -> spelling = TokenBytes.ofDecoder(parser.readValueAsTree());
                    case "model" -> readModel(parser, ids);
                    default -> parser.skipChildren();
                }
            }
        }
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("it has no vocabulary under model.vocab");
        }
        return new Vocabulary(ids, added, special, spelling);
    }

    private static void readAdded(JsonNode tokens, Map<String, Integer> ids, BitSet added, BitSet special) {
        for (JsonNode token : tokens) {
            String name = token.path("content").asString("");
            JsonNode number = token.path("id");
            int id = checked(number.isIntegralNumber() && number.canConvertToLong() ? number.longValue() : -1, name);
            ids.put(name, id);
            added.set(id);
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
                    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                        throw new IllegalArgumentException("the id of token " + name + " is no whole number");
                    }
                    ids.put(
                            name,
                            checked(
                                    parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                                            ? -1
                                            : parser.getLongValue(),
                                    name));
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

    private static int checked(long id, String name) {
        if (id < 0 || id >= MOST_IDS) {
            throw new IllegalArgumentException("the id of token " + name + " is "
                    + (id < 0 ? "negative, missing or far too large" : id + "; ids are below " + MOST_IDS));
        }
        return (int) id;
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
