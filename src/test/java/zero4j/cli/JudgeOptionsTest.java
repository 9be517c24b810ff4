package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import zero4j.UserError;
import zero4j.analyze.judge.JudgeChoice;
import zero4j.analyze.judge.JudgeSettings;

class JudgeOptionsTest {
    private static JudgeChoice chosen(String... options) {
        return CommandLine.populateCommand(new JudgeOptions(), options)
                .chosen(Map.of("OPENAI_API_KEY", "k", "MINE", "other"));
    }

    @Test
    void chosen_nothing_isRules() {
        assertThat(chosen()).isEqualTo(JudgeChoice.RULES);
        assertThat(chosen("--judge-limit", "100").responses()).isEqualTo(100);
    }

    @Test
    void chosen_everything_isInTheSettings() {
        JudgeSettings settings = chosen(
                        "--judge=https://x/v1",
                        "--judge-model=m",
                        "--judge-key-env=MINE",
                        "--judge-price=0.15,0.6",
                        "--judge-concurrency=3",
                        "--judge-timeout=9",
                        "--judge-again",
                        "--judge-limit=7")
                .model()
                .orElseThrow();
        assertThat(settings.endpoint()).hasToString("https://x/v1");
        assertThat(settings.model()).isEqualTo("m");
        assertThat(settings.key()).hasValue("other");
        assertThat(settings.price()).hasValue(new JudgeSettings.Price(0.15, 0.6));
        assertThat(settings.concurrency()).isEqualTo(3);
        assertThat(settings.again()).isTrue();
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--judge-model=m",
                "--judge-estimate",
                "--judge-again",
                "--judge-limit=-1",
                "--judge=https://x/v1",
                "--judge=https://x/v1 --judge-model=m --judge-price=1",
                "--judge=https://x/v1 --judge-model=m --judge-price=1,-2",
                "--judge=https://x/v1 --judge-model=m --judge-concurrency=0",
                "--judge=https://x/v1 --judge-model=m --judge-key-env=NONE",
            })
    void chosen_whatDoesNotFit_isAnError(String options) {
        assertThatThrownBy(() -> chosen(options.split(" "))).isInstanceOf(UserError.class);
    }
}
