package zero4j.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What makes a text of the names of tokens. */
@FunctionalInterface
interface TokenDecoder {
    /** Parts whose text, one after the other, is that of the tokens. */
    List<String> decoded(List<String> names);

    /**
     * Reads one.
     *
     * @throws UnsupportedOperationException if it is of a kind that is not known here
     */
    static TokenDecoder of(JsonNode json) {
        String type = TokenizerJson.type(json);
        return switch (type) {
            case "" -> names -> List.of(String.join(" ", names));
            case "ByteLevel" -> TokenDecoder::ofByteNames;
            case "ByteFallback" -> TokenDecoder::ofByteTokens;
            case "Fuse" -> names -> List.of(String.join("", names));
            case "Metaspace" -> metaspace(json);
            case "Replace" -> {
                Pattern pattern = TextPattern.of(json.path("pattern"));
                String by = Matcher.quoteReplacement(json.path("content").asString(""));
                yield names -> names.stream()
                        .map(name -> pattern.matcher(name).replaceAll(by))
                        .toList();
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
                List<TokenDecoder> all = json.path("decoders")
                        .valueStream()
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
            default -> throw new UnsupportedOperationException("its decoder is " + type);
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

    /** Marks become spaces, those of the first token nothing where one may have been put before the text. */
    private static TokenDecoder metaspace(JsonNode json) {
        String mark = json.path("replacement").asString("\u2581");
        boolean none = !json.path("add_prefix_space").asBoolean(true);
        boolean never =
                json.path("prepend_scheme").asString(none ? "never" : "always").equals("never");
        return names -> {
            List<String> parts = new ArrayList<>();
            for (String name : names) {
                parts.add(name.replace(mark, parts.isEmpty() && !never ? "" : " "));
            }
            return parts;
        };
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
