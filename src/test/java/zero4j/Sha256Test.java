package zero4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hashes are in files that are kept, so they must stay as they are. Expected values: Python's hashlib. */
class Sha256Test {
    /** FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void add_parts_areHashedAsTheyFollow(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "b");

        assertThat(new Sha256()
                        .add("a")
                        .add(file)
                        .add(ByteBuffer.wrap("c".getBytes(StandardCharsets.UTF_8)))
                        .hex())
                .isEqualTo(ABC);
    }

    @Test
    void ofTexts_aMovedBorder_changesTheHash() {
        assertThat(Sha256.ofTexts(List.of("ab", "c")))
                .isEqualTo("601d5476e2ccfe2c87a2bba7a322659734a05749d5b5aa781f513e4912db0d5f")
                .isNotEqualTo(Sha256.ofTexts(List.of("a", "bc")));
    }

    @Test
    void add_number_isEightBytes() {
        assertThat(new Sha256().add(258).hex())
                .isEqualTo("38152625db64fb606fc33516c4d84772493859d038b39f1b746679a32ca7b00e");
    }
}
