package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import zero4j.cli.TinyNanoModel;

/** A small model for sessions as a Java program uses them, which prints for itself: nothing may come out of them. */
abstract class SilentSessions {
    @TempDir
    static Path shared = Path.of("");

    @TempDir
    Path folder = Path.of("");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @BeforeAll
    static void makeModel() {
        TinyNanoModel.make(shared.resolve("model"));
    }

    @BeforeEach
    void catchWhatIsPrinted() {
        PrintStream caught = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(caught);
        System.setErr(caught);
    }

    @AfterEach
    void nothingIsPrinted() {
        System.setOut(out);
        System.setErr(err);
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
