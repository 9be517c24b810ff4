package zero4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import zero4j.reproduce.MadeUpOutcome;

class OutcomeConsoleTest {
    @Test
    void show_quickOutcome_saysVerdictsMeansCautionsAndWhereThePageIsIn80Columns() {
        StringWriter shown = new StringWriter();

        OutcomeConsole.show(new Screen(shown, 80), MadeUpOutcome.quickPage(), Path.of("to/made-quick"), true);

        assertThat(shown.toString().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80))
                .contains(
                        "shown      +70.0 tokens [60.2, 79.8]  1 seed  Wrong responses grow under GRPO.",
                        "mean over 1 seed  wrong length last  reward last",
                        "grpo                            187        0.590",
                        "claims     Of 2 claims: 1 shown, 1 not shown.",
                        "took       12m34s in all, what was kept from earlier included",
                        "page       to/made-quick/report.html, and as Markdown to/made-quick/page.md")
                .anyMatch(line -> line.startsWith("note       This is the quick variant"));
    }

    @Test
    void show_whereNothingWasKept_saysNothingOfIt() {
        StringWriter shown = new StringWriter();

        OutcomeConsole.show(new Screen(shown, 80), MadeUpOutcome.quickPage(), Path.of("to"), false);

        assertThat(shown.toString().lines()).contains("took       12m34s in all");
    }
}
