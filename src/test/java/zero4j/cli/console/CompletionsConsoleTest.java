package zero4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zero4j.run.CompletionRecord;

class CompletionsConsoleTest {
    private static String shown(String rule, boolean truncated) {
        StringWriter out = new StringWriter();
        CompletionRecord said = new CompletionRecord(
                1,
                Optional.empty(),
                "q",
                0,
                1,
                "1+1?",
                "It is \\boxed{2}",
                9,
                1,
                !truncated,
                truncated ? "no_answer" : "correct",
                rule,
                Optional.empty(),
                List.of("2"),
                truncated ? "length" : "eos");
        new CompletionsConsole(new PrintWriter(out, true)).samples(List.of(said), 1);
        return out.toString();
    }

    @Test
    void samples_nothingWasLookedFor_sayNothingOfAnAnswer() {
        assertThat(shown("scored by command:./score.py", false))
                .contains("accepted  \"2\"")
                .doesNotContain("none found");
        assertThat(shown("truncated by the budget", true)).doesNotContain("none found");
    }

    @Test
    void samples_lookedForInVain_saySo() {
        assertThat(shown("no \\boxed{}", false)).contains("answer    none found, accepted \"2\"");
    }
}
