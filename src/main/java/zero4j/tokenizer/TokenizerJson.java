package zero4j.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
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
import tools.jackson.databind.node.ObjectNode;
import zero4j.GitLfs;
import zero4j.UserError;

/**
 * A {@code tokenizer.json}, as it is written.
 *
 * @param parts by name: {@code normalizer}, {@code pre_tokenizer}, {@code post_processor}, {@code decoder}, {@code added_tokens}
 * @param model its settings, without vocabulary and merges
 * @param ids the model's vocabulary, without the added tokens
 * @param merges left and right side of each merge in turn, in their order; none where they were not asked for
 */
record TokenizerJson(Map<String, JsonNode> parts, ObjectNode model, Map<String, Integer> ids, List<String> merges) {
    /** No vocabulary is nearly so large: an id beyond is a mistake, and must not become the size of an array. */
    private static final int MOST_IDS = 1 << 24;

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
     * @param use makes something of it; an {@link IllegalArgumentException} says that it is wrong, an {@link UnsupportedOperationException}
     *     that it is not known here
     * @throws UserError if it cannot be read, or used
     */
    static <T> T read(Path file, boolean merges, Function<TokenizerJson, T> use) {
        try {
            return use.apply(parse(bytes(file), merges));
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + ": " + e.getMessage(), e);
        } catch (UnsupportedOperationException e) {
            throw new UserError(
                    file + " is a tokenizer of a kind that is not known here: " + e.getMessage()
                            + ". Known are byte-pair encodings as Qwen, Llama and Mistral have them.",
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

    private static TokenizerJson parse(byte[] json, boolean merges) {
        TokenizerJson read = new TokenizerJson(
                new HashMap<>(), JsonNodeFactory.instance.objectNode(), new HashMap<>(), new ArrayList<>());
        try (JsonParser parser = new JsonMapper().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (key.equals("model")) {
                    read.readModel(parser, merges);
                } else {
                    read.parts.put(key, parser.readValueAsTree());
                }
            }
        }
        return read;
    }

    private void readModel(JsonParser parser, boolean wanted) {
        if (!parser.isExpectedStartObjectToken()) {
            throw new IllegalArgumentException("its model is not an object");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "vocab" -> readVocabulary(parser);
                case "merges" -> {
                    if (wanted) {
                        readMerges(parser);
                    } else {
                        parser.skipChildren();
                    }
                }
                default -> model.set(key, parser.<JsonNode>readValueAsTree());
            }
        }
    }

    /** An object of ids (BPE, WordPiece, WordLevel), or an array of pieces with scores (Unigram). */
    private void readVocabulary(JsonParser parser) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
                parser.nextToken();
                ids.put(parser.getString(), id);
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    parser.skipChildren();
                }
            }
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw new IllegalArgumentException("the id of token " + name + " is no whole number");
            }
            boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            ids.put(name, checked(fits ? parser.getLongValue() : -1, name));
        }
    }

    /** Two names in an array, or, as older files have them, with a space between them. */
    private void readMerges(JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    merges.add(parser.getString());
                }
            } else {
                merges.addAll(List.of(parser.getString().split(" ", -1)));
            }
            if (merges.size() % 2 != 0 || parser.currentToken() == null) {
                throw new IllegalArgumentException("its merge " + merges.size() / 2 + " is not of two tokens");
            }
        }
    }

    /** A part, or nothing of it. */
    JsonNode part(String name) {
        JsonNode part = parts.get(name);
        return part == null || part.isNull() ? JsonNodeFactory.instance.missingNode() : part;
    }

    /** The type of a part. */
    static String type(JsonNode part) {
        return part.path("type").asString("");
    }

    /** The names and ids of model and added tokens. */
    Vocabulary vocabulary() {
        Map<String, Integer> all = new HashMap<>(ids);
        BitSet added = new BitSet();
        BitSet special = new BitSet();
        for (JsonNode token : part("added_tokens")) {
            String name = token.path("content").asString("");
            JsonNode number = token.path("id");
            int id = checked(number.isIntegralNumber() && number.canConvertToLong() ? number.longValue() : -1, name);
            all.put(name, id);
            added.set(id);
            if (token.path("special").asBoolean(false)) {
                special.set(id);
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("it has no vocabulary under model.vocab");
        }
        return new Vocabulary(all, added, special, TokenBytes.ofDecoder(part("decoder")));
    }

    private static int checked(long id, String name) {
        if (id < 0 || id >= MOST_IDS) {
            throw new IllegalArgumentException("the id of token " + name + " is "
                    + (id < 0 ? "negative, missing or far too large" : id + "; ids are below " + MOST_IDS));
        }
        return (int) id;
    }
}
