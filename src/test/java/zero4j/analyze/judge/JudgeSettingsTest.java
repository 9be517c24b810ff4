package zero4j.analyze.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;

class JudgeSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, https://api.openai.com/v1",
        "https://api.openai.com/v1/, https://api.openai.com/v1",
        "http://localhost:8000/v1/chat/completions, http://localhost:8000/v1",
    })
    void endpoint_asPeopleWriteIt_isItsAddress(String given, String expected) {
        assertThat(JudgeSettings.of(given, "m", Optional.empty(), Map.of()).endpoint())
                .hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.openai.com",
                "ftp://x/v1",
                "https://",
                "https://a b",
                "https://me:secret@x/v1",
                "https://x/v1?key=secret"
            })
    void endpoint_thatIsNone_isRefusedWithoutRepeatingIt(String given) {
        assertThatThrownBy(() -> JudgeSettings.of(given, "m", Optional.empty(), Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected one such as https://api.openai.com/v1")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void key_isThatOfTheVariable() {
        Map<String, String> environment = Map.of("OPENAI_API_KEY", " a \n", "MINE", "b");
        assertThat(JudgeSettings.of("http://x", "m", Optional.empty(), environment)
                        .key())
                .hasValue("a");
        assertThat(JudgeSettings.of("http://x", "m", Optional.of("MINE"), environment)
                        .key())
                .hasValue("b");
        assertThat(JudgeSettings.of("http://x", "m", Optional.empty(), Map.of()).key())
                .isEmpty();
        assertThatThrownBy(() -> JudgeSettings.of("http://x", "m", Optional.of("OTHER"), environment))
                .hasMessageContaining("OTHER");
        assertThatThrownBy(() -> JudgeSettings.of("http://x", "m", Optional.empty(), Map.of("OPENAI_API_KEY", "a b")))
                .hasMessageContaining("OPENAI_API_KEY");
    }

    @Test
    void cost_inWords_hasCallsTokensAndDollars() {
        assertThat(new JudgeCost(1000, 200, 800, 400_000, 1600, Optional.of(new JudgeSettings.Price(0.15, 0.6)))
                        .inWords())
                .isEqualTo(
                        "1000 judgements, 200 of them known: 800 calls, about 400 000 input and 1 600 output tokens, about $0.06");
        assertThat(new JudgeCost(1, 0, 1, 2_500_000, 2, Optional.empty()).inWords())
                .isEqualTo("1 judgement: 1 call, about 2.5 million input and 2 output tokens");
        assertThat(new JudgeCost(5, 5, 0, 0, 0, Optional.empty()).inWords()).contains("nothing is sent");
        assertThatThrownBy(() -> new JudgeSettings.Price(-1, 0)).isInstanceOf(UserError.class);
    }
}
