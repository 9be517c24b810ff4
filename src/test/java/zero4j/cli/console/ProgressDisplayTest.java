package zero4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    @Test
    void advance_withoutTerminal_tellsEveryQuarterButTheLast() {
        StringWriter err = new StringWriter();
        try (ProgressDisplay progress =
                ProgressDisplay.lines("evaluating", "completions", 10, new PrintWriter(err, true))) {
            for (int i = 0; i < 10; i++) {
                progress.advance();
            }
        }

        assertThat(err.toString().lines())
                .containsExactly(
                        "evaluating: 3 of 10 completions",
                        "evaluating: 5 of 10 completions",
                        "evaluating: 8 of 10 completions");
    }
}
