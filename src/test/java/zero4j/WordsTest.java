package zero4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void tenths_halfWayButForTheLastDigits_isAwayFromZero() {
        assertThat(Words.tenths(0.8665 - 0.293)).isEqualTo(57.4);
        assertThat(Words.tenths(0.8825 - 0.265)).isEqualTo(61.8);
        assertThat(Words.tenths(0.265 - 0.8825)).isEqualTo(-61.8);
        assertThat(Words.tenths(0.62849)).isEqualTo(62.8);
        assertThat(Double.toString(Words.tenths(-0.0004))).isEqualTo("0.0");
        assertThat(Words.percent((0.8655 + 0.8675) / 2)).isEqualTo("86.7 %");
        assertThat(Words.tenths(Double.NaN)).isNaN();
    }

    @Test
    void nearest_swappedLetters_areOneSlip() {
        assertThat(Words.nearest("train.setps", List.of("train.eps", "train.steps")))
                .contains("train.steps");
    }

    @Test
    void nearest_beginningOfAWord_isCompleted() {
        assertThat(Words.nearest("qwen", List.of("none", "qwen-math"))).contains("qwen-math");
    }

    @Test
    void nearest_shortWord_mayHaveOneSlip() {
        assertThat(Words.nearest("foo", List.of("ppo", "floor"))).isEmpty();
        assertThat(Words.nearest("poo", List.of("ppo", "floor"))).contains("ppo");
    }

    @Test
    void nearest_nothingAlike_isEmpty() {
        assertThat(Words.nearest("device", List.of("none", "qwen-math"))).isEmpty();
    }

    @Test
    void percent_halfWay_isRoundedUpHoweverItWasSummed() {
        assertThat(Words.percent(0.6275)).isEqualTo("62.8 %");
        assertThat(Words.percent(0.6274999999999998)).isEqualTo("62.8 %");
        assertThat(Words.percent(0.62749)).isEqualTo("62.7 %");
    }
}
