package zero4j.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import zero4j.tokenizer.TokenizerJson.UnknownKind;

/** What makes a text of the names of tokens: the step {@code decoder}. */
@FunctionalInterface
interface TokenDecoder {
    /** Parts whose text, one after the other, is that of the tokens. */
    List<String> decoded(List<String> names);

    /**
     * Reads one.
     *
     * @throws UnknownKind if it is of a kind that is not known here
     */
    static TokenDecoder of(JsonNode json) {
        String type = TokenizerJson.type(json);
        return switch (type) {
            case "" -> names -> List.of(String.join(" ", names));
            case "ByteLevel" -> TokenDecoder::ofByteNames;
            case "ByteFallback" -> TokenDecoder::ofByteTokens;
            case "Fuse" -> names -> List.of(String.join("", names));
            case "Metaspace" -> Metaspace.of(json)::decoded;
            case "Replace" -> {
                UnaryOperator<String> replace = TextNormalizer.replace(json);
                yield names -> names.stream().map(replace).toList();
            }
            case "Strip" -> {
                String content = json.path("content").asString("");
                int start = json.path("start").asInt(0);
                int stop = json.path("stop").asInt(0);
                yield names -> names.stream()
                        .map(name -> stripped(name, content, start, stop))
                        .toList();
            }
            case "Sequence" -> {
                List<TokenDecoder> all = TokenizerJson.steps(json, "decoders").stream()
                        .map(TokenDecoder::of)
                        .toList();
                yield names -> {
                    List<String> result = names;
                    for (TokenDecoder one : all) {
                        result = one.decoded(result);
                    }
                    return result;
                };
            }
            default -> throw new UnknownKind("its decoder is " + type);
        };
    }

    /** Bytes that form no character become U+FFFD. */
    private static List<String> ofByteNames(List<String> names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        names.forEach(name -> bytes.writeBytes(TokenBytes.ofByteName(name)));
        return List.of(TokenBytes.text(bytes.toByteArray()));
    }

    /** A run of bytes that is no text becomes as many U+FFFD. */
    private static List<String> ofByteTokens(List<String> names) {
        List<String> parts = new ArrayList<>();
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        for (String name : names) {
            OptionalInt value = TokenBytes.ofByteToken(name);
            if (value.isPresent()) {
                run.write(value.getAsInt());
            } else {
                endRun(run, parts);
                parts.add(name);
            }
        }
        endRun(run, parts);
        return parts;
    }

    private static void endRun(ByteArrayOutputStream run, List<String> parts) {
        if (run.size() == 0) {
            return;
        }
        try {
            parts.add(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(run.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            parts.add("\uFFFD".repeat(run.size()));
        }
        run.reset();
    }

    private static String stripped(String name, String content, int start, int stop) {
        int from = 0;
        for (int i = 0; i < start && name.startsWith(content, from) && !content.isEmpty(); i++) {
            from += content.length();
        }
        int to = name.length();
        for (int i = 0;
                i < stop && to - from >= content.length() && name.startsWith(content, to - content.length());
                i++) {
            to -= content.length();
        }
        return name.substring(from, to);
    }
}
