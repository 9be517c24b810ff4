package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verifier's case files through the command: also the lines with a response to find the answer in, or a mode. */
class CaseFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/verify/cases");

    static Stream<String> kinds() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, "*.jsonl")) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void cases_ofAKind_agree(String kind) {
        CommandRun run = CommandRun.of("grade", "--cases", FOLDER.resolve(kind).toString());

        assertThat(run.out()).doesNotContain("expected ");
        assertThat(run.code()).isZero();
    }
}
