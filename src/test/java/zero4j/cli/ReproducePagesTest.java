package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReproducePagesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void reproduce_pagesOverAnotherReadme_isRefusedBeforeAnythingIsRun() throws IOException {
        Files.writeString(folder.resolve("README.md"), "# My project\n");

        CommandRun run = CommandRun.of(
                "reproduce", "fig6", "--to", folder.resolve("to").toString(), "--pages", folder.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("choose another folder for the pages");
        assertThat(folder.resolve("to")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--to", "--pages"})
    void reproduce_intoAFile_isRefusedBeforeAnythingIsRun(String option) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        String other = option.equals("--to") ? "--pages" : "--to";

        CommandRun run = CommandRun.of(
                "reproduce",
                "fig6",
                option,
                file.toString(),
                other,
                folder.resolve("other").toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(file.toString());
        assertThat(run.out()).doesNotContain("go on with");
        assertThat(folder.resolve("other")).doesNotExist();
    }
}
