package zero4j.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** How the names of a vocabulary spell the bytes of tokens, of which a character may need several. */
enum TokenBytes {
    /** Each character of a name is a byte, as GPT-2's vocabulary writes them. */
    BYTE_LEVEL {
        @Override
        Optional<byte[]> read(String name) {
            return Optional.of(ofByteName(name));
        }
    },
    /** A name is a text in which U+2581 is a space, or a byte written as {@code <0x0A>}: sentencepiece. */
    PIECES {
        @Override
        Optional<byte[]> read(String name) {
            OptionalInt value = ofByteToken(name);
            return Optional.of(
                    value.isPresent() ? new byte[] {(byte) value.getAsInt()} : utf8(name.replace('\u2581', ' ')));
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
    private static final char[] NAMES = names(); // the character that stands for each byte
    private static final Map<Character, Integer> BYTES =
            IntStream.range(0, NAMES.length).boxed().collect(Collectors.toMap(value -> NAMES[value], value -> value));

    /** The bytes that a name spells; empty where that is unknown. */
    abstract Optional<byte[]> read(String name);

    /** @param decoder of a {@code tokenizer.json} */
    static TokenBytes ofDecoder(JsonNode decoder) {
        String type = TokenizerJson.type(decoder);
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

    /**
     * The text of bytes; a beginning of a character, however long, that does not go on as one becomes one U+FFFD, and so does any other byte
     * that belongs to none. (Java's own decoder makes one or several of such a beginning.)
     */
    static String text(byte[] bytes) {
        String whole = new String(bytes, StandardCharsets.UTF_8);
        if (whole.indexOf('\uFFFD') < 0) {
            return whole;
        }
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; ) {
            int length = character(bytes, at);
            text.append(length > 0 ? new String(bytes, at, length, StandardCharsets.UTF_8) : "\uFFFD");
            at += Math.abs(length);
        }
        return text.toString();
    }

    /** How many bytes a character has; the opposite of it for the beginning of one that does not go on. */
    private static int character(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (length == 0) {
            return -1;
        }
        // Second bytes that no longer character needs, or that would be one of UTF-16's halves, or none at all.
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        for (int i = 1; i < length; i++) {
            int next = at + i < bytes.length ? bytes[at + i] & 0xFF : 0;
            if (next < least || next > most) {
                return -i;
            }
            least = 0x80;
            most = 0xBF;
        }
        return length;
    }

    /** A byte that prints stands for itself, the others follow from U+0100 on. */
    private static char[] names() {
        char[] names = new char[0x100];
        char next = 0x100;
        for (char value = 0; value < names.length; value++) {
            boolean prints = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
            names[value] = prints ? value : next++;
        }
        return names;
    }

    /** A text with the character that stands for it in the place of each byte. */
    static String byteNames(String text) {
        StringBuilder names = new StringBuilder();
        for (byte value : utf8(text)) {
            names.append(NAMES[value & 0xFF]);
        }
        return names.toString();
    }

    /** The bytes that the characters of a name stand for; if one stands for none, those of the name. */
    static byte[] ofByteName(String name) {
        byte[] bytes = new byte[name.length()];
        for (int i = 0; i < bytes.length; i++) {
            Integer known = BYTES.get(name.charAt(i));
            if (known == null) {
                return utf8(name);
            }
            bytes[i] = known.byteValue();
        }
        return bytes;
    }

    /** The byte that a name like {@code <0x0A>} stands for. */
    static OptionalInt ofByteToken(String name) {
        return BYTE.matcher(name).matches() ? OptionalInt.of(Integer.parseInt(name, 3, 5, 16)) : OptionalInt.empty();
    }
}
