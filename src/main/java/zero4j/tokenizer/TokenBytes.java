package zero4j.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** How the names of a vocabulary spell the bytes of tokens, of which a character may need several. */
enum TokenBytes {
    /** Each character of a name is a byte, as GPT-2's vocabulary writes them. */
    BYTE_LEVEL {
        @Override
        Optional<byte[]> read(String name) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            name.codePoints().forEach(character -> {
                Integer known = BYTES.get(character);
                bytes.writeBytes(known == null ? utf8(Character.toString(character)) : new byte[] {known.byteValue()});
            });
            return Optional.of(bytes.toByteArray());
        }
    },
    /** A name is a text in which U+2581 is a space, or a byte written as {@code <0x0A>}: sentencepiece. */
    PIECES {
        @Override
        Optional<byte[]> read(String name) {
            return Optional.of(
                    BYTE.matcher(name).matches()
                            ? new byte[] {(byte) Integer.parseInt(name, 3, 5, 16)}
                            : utf8(name.replace('\u2581', ' ')));
        }
    },
    /** Names do not tell. */
    UNKNOWN {
        @Override
        Optional<byte[]> read(String name) {
            return Optional.empty();
        }
    };

    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-Fa-f]{2}>");
    private static final Map<Integer, Integer> BYTES = bytes();

    /** The bytes that a name spells; empty where that is unknown. */
    abstract Optional<byte[]> read(String name);

    /** @param decoder of a {@code tokenizer.json} */
    static TokenBytes ofDecoder(JsonNode decoder) {
        String type = decoder.path("type").asString("");
        return switch (type) {
            case "ByteLevel" -> BYTE_LEVEL;
            case "ByteFallback", "Metaspace" -> PIECES;
            case "Sequence" ->
                decoder.path("decoders")
                        .valueStream()
                        .map(TokenBytes::ofDecoder)
                        .filter(known -> known != UNKNOWN)
                        .findFirst()
                        .orElse(UNKNOWN);
            default -> UNKNOWN;
        };
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** By the character that stands for it: a byte that prints stands for itself, the others follow from U+0100 on. */
    private static Map<Integer, Integer> bytes() {
        Map<Integer, Integer> bytes = new HashMap<>();
        int next = 0x100;
        for (int value = 0; value < 0x100; value++) {
            boolean prints = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
            bytes.put(prints ? value : next++, value);
        }
        return bytes;
    }
}
