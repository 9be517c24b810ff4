package zero4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void text_numbers_standToTheRightOfTheirColumn() {
        Table table = Table.of("run", "steps", "seconds").row("a", "7", "").row("longer", "1000", "3");

        assertThat(table.text().lines())
                .containsExactly("run     steps  seconds", "a           7", "longer   1000        3");
    }

    @Test
    void text_texts_standToTheLeftAndEndWithoutBlanks() {
        Table table = Table.ofTexts("metric", "unit").row("kl", "nats").row("mfu", "");

        assertThat(table.text().lines()).containsExactly("metric  unit", "kl      nats", "mfu");
    }

    @Test
    void markdown_numbers_areAlignedToTheRight() {
        assertThat(Table.of("run", "steps").row("a|b", "7").markdown())
                .isEqualTo("| run | steps |\n|---|--:|\n| a\\|b | 7 |");
    }

    @Test
    void markdown_texts_areNotAligned() {
        assertThat(Table.ofTexts("metric", "unit").row("kl", "nats").markdown())
                .isEqualTo("| metric | unit |\n|---|---|\n| kl | nats |");
    }

    @Test
    void row_ofAnotherLength_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.of("run", "steps").row("a"))
                .withMessageContaining("[a] does not fit below [run, steps]");
    }

    @Test
    void text_severalColumnsNameTheRow_standInEachBlock() {
        Table table =
                Table.of("model", "template", "greedy", "avg@4").labelled(2).row("nano", "r1", "1.0", "2.0");

        assertThat(table.text(24).lines())
                .containsExactly(
                        "model  template  greedy",
                        "nano   r1           1.0",
                        "",
                        "model  template  avg@4",
                        "nano   r1          2.0");
    }
}
