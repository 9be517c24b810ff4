package zero4j.reproduce.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartKindTest {
    @ParameterizedTest
    @EnumSource
    void label_ofEach_hasItsRowInThePage(PartKind kind) throws IOException {
        assertThat(Files.readString(Path.of("docs/experiments.md"))).contains("\n| `" + kind.label() + "` | ");
    }
}
