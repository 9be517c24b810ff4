package zero4j.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import zero4j.GitLfs;
import zero4j.UserError;

/**
 * A {@code tokenizer.json}, as it is written.
 *
 * @param parts by name: {@code normalizer}, {@code pre_tokenizer}, {@code post_processor}, {@code decoder}, {@code added_tokens}
 * @param model settings of the model, without vocabulary and merges
 * @param ids the model's vocabulary, without the added tokens
 * @param merges left and right side of each merge in turn, in their order; none where they were not asked for
 */
record TokenizerJson(
        Map<String, JsonNode> parts, Map<String, JsonNode> model, Map<String, Integer> ids, List<String> merges) {
    /** No vocabulary is nearly so large: an id beyond is a mistake, and must not become the size of an array. */
    private static final int MOST_IDS = 1 << 24;

    /** A tokenizer of a kind that is not known here; the message says what of it. */
    static final class UnknownKind extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownKind(String what) {
            super(what);
        }
    }

    /** The tokenizer's file in a folder, if it has one. */
    static Optional<Path> file(Path folder) {
        return Stream.of("tokenizer.json", "tokenizer.json.gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /**
     * Reads a file.
     *
     * @param merges whether they are wanted, which are the larger half of the file
     * @param use makes something of it; an {@link IllegalArgumentException} says that it is wrong, {@link UnknownKind} that it is not known
     *     here
     * @throws UserError if it cannot be read, or used
     */
    static <T> T read(Path file, boolean merges, Function<TokenizerJson, T> use) {
        try {
            return use.apply(new Reader(merges).read(bytes(file)));
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + ": " + e.getMessage(), e);
        } catch (UnknownKind e) {
            throw new UserError(
                    file + " is a tokenizer of a kind that is not known here: " + e.getMessage()
                            + ". Known are byte-pair encodings as Qwen, Llama and Mistral have them, with the steps that docs/models.md"
                            + " lists; use a model that has one.",
                    e);
        } catch (JacksonException | IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        GitLfs.requireFetched(file);
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return in.readAllBytes();
        }
    }

    private static UserError unusable(Path file, RuntimeException e) {
        String message = e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
        String firstLine =
                String.valueOf(message).lines().findFirst().orElse(e.getClass().getSimpleName());
        return new UserError(
                file + " is not a usable tokenizer: " + firstLine + ". Copy the file again from the model's origin.",
                e);
    }

    /** Reads the text once, without building vocabulary and merges as trees. */
    private static final class Reader {
        private final boolean mergesWanted;
        private final Map<String, JsonNode> parts = new HashMap<>();
        private final Map<String, JsonNode> model = new HashMap<>();
        private final Map<String, Integer> ids = new HashMap<>();
        private final List<String> merges = new ArrayList<>();

        Reader(boolean mergesWanted) {
            this.mergesWanted = mergesWanted;
        }

        TokenizerJson read(byte[] json) {
            try (JsonParser parser = new JsonMapper().createParser(json)) {
                require(parser.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String key = parser.currentName();
                    parser.nextToken();
                    if (key.equals("model")) {
                        readModel(parser);
                    } else {
                        parts.put(key, parser.readValueAsTree());
                    }
                }
            }
            return new TokenizerJson(parts, model, ids, merges);
        }

        private void readModel(JsonParser parser) {
            require(parser.currentToken() == JsonToken.START_OBJECT, "its model is not an object");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                JsonToken start = parser.nextToken();
                if (key.equals("vocab") && start == JsonToken.START_OBJECT) {
                    readIds(parser);
                } else if (key.equals("vocab")) {
                    require(start == JsonToken.START_ARRAY, "its vocabulary is neither an object nor an array");
                    readPieces(parser);
                } else if (key.equals("merges") && !mergesWanted) {
                    parser.skipChildren();
                } else if (key.equals("merges")) {
                    require(start == JsonToken.START_ARRAY, "its merges are no array");
                    readMerges(parser);
                } else {
                    model.put(key, parser.readValueAsTree());
                }
            }
        }

        private void readIds(JsonParser parser) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                require(
                        parser.nextToken() == JsonToken.VALUE_NUMBER_INT,
                        "the id of token " + name + " is no whole number");
                boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
                ids.put(name, checked(fits ? parser.getLongValue() : -1, name));
            }
        }

        /** Those of a Unigram model, with a score each. */
        private void readPieces(JsonParser parser) {
            for (int id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
                boolean begins =
                        parser.currentToken() == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.VALUE_STRING;
                require(begins, "piece " + id + " of its vocabulary has no name");
                ids.put(parser.getString(), id);
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    parser.skipChildren();
                }
            }
        }

        /** Two names in an array, or, as older files have them, with a space between them. */
        private void readMerges(JsonParser parser) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                List<String> sides = new ArrayList<>();
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        sides.add(parser.getString());
                    }
                } else {
                    sides = List.of(parser.getString().split(" ", -1));
                }
                require(sides.size() == 2, "merge " + merges.size() / 2 + " is not of two tokens");
                merges.addAll(sides);
            }
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }

    /**
     * A part that is an object with a type, or missing.
     *
     * @throws IllegalArgumentException if it is something else
     */
    JsonNode step(String name) {
        JsonNode step = parts.getOrDefault(name, JsonNodeFactory.instance.missingNode());
        if (step.isNull()) {
            return JsonNodeFactory.instance.missingNode();
        }
        if (!step.isMissingNode() && type(step).isEmpty()) {
            throw new IllegalArgumentException("its " + name + " has no type");
        }
        return step;
    }

    /** The steps of a {@code Sequence}. */
    static List<JsonNode> steps(JsonNode sequence, String name) {
        List<JsonNode> steps = array(sequence, name).toList();
        if (steps.stream().anyMatch(step -> type(step).isEmpty())) {
            throw new IllegalArgumentException("one of its " + name + " has no type");
        }
        return steps;
    }

    /** The elements of an array of a step. */
    static Stream<JsonNode> array(JsonNode step, String name) {
        if (!step.path(name).isArray()) {
            throw new IllegalArgumentException("there is no array " + name + " where one is needed");
        }
        return step.path(name).valueStream();
    }

    /** The type of a step; empty if it is missing. */
    static String type(JsonNode step) {
        return step.path("type").asString("");
    }

    /** A setting of the model. */
    JsonNode setting(String name) {
        return model.getOrDefault(name, JsonNodeFactory.instance.missingNode());
    }

    /** The added tokens. */
    List<JsonNode> added() {
        JsonNode added = parts.getOrDefault("added_tokens", JsonNodeFactory.instance.arrayNode());
        if (!added.isArray() && !added.isNull()) {
            throw new IllegalArgumentException("its added_tokens are no array");
        }
        return added.valueStream().toList();
    }

    /** The names and ids of model and added tokens. Where both name an id, the added token does. */
    Vocabulary vocabulary() {
        LinkedHashMap<String, Integer> all = new LinkedHashMap<>(ids);
        BitSet added = new BitSet();
        BitSet special = new BitSet();
        for (JsonNode token : added()) {
            String name = token.path("content").asString("");
            JsonNode number = token.path("id");
            int id = checked(number.isIntegralNumber() && number.canConvertToLong() ? number.longValue() : -1, name);
            all.putLast(name, id);
            added.set(id);
            if (token.path("special").asBoolean(false)) {
                special.set(id);
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("it has no vocabulary under model.vocab");
        }
        return new Vocabulary(all, added, special, TokenBytes.ofDecoder(step("decoder")));
    }

    private static int checked(long id, String name) {
        if (id < 0 || id >= MOST_IDS) {
            throw new IllegalArgumentException("the id of token " + name + " is "
                    + (id < 0 ? "negative, missing or far too large" : id + "; ids are below " + MOST_IDS));
        }
        return (int) id;
    }
}
