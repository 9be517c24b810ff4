package zero4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class TokenBytesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"type\": \"ByteLevel\"}' | Ġhi | 20 68 69",
                "'{\"type\": \"ByteLevel\"}' | ðŁĺĢ | f0 9f 98 80",
                "'{\"type\": \"ByteLevel\"}' | Ċ | 0a",
                "'{\"type\": \"ByteLevel\"}' | Ń | ad",
                "'{\"type\": \"ByteLevel\"}' | ｜ | ef bd 9c",
                "'{\"type\": \"Metaspace\"}' | ▁hi | 20 68 69",
                "'{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\"}, {\"type\": \"ByteFallback\"}]}' | <0xF0> | f0",
                "'{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\"}, {\"type\": \"ByteFallback\"}]}' | <0xF0>a | 3c 30 78 46 30 3e 61",
                "'{\"type\": \"WordPiece\"}' | ##ing | unknown",
                "null | hi | unknown"
            })
    void of_name_isWhatItsDecoderMakesOfIt(String decoder, String name, String expected) {
        assertThat(TokenBytes.ofDecoder(new JsonMapper().readTree(decoder))
                        .read(name)
                        .map(TokenBytesTest::hex)
                        .orElse("unknown"))
                .isEqualTo(expected);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    /** The text of all bytes together. */
    static String joined(Tokenizer tokenizer, int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(tokenizer.bytes(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
