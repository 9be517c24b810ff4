package zero4j.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"\"😀\" | 😀", "[😀, b] | 😀,b", "a: b: c | a: b: c", "@home | @home", "100% of `x` | 100% of `x`"
            })
    void ofOverride_textOutsideOfYaml_isTakenAsItStands(String value, String read) {
        Problems problems = new Problems();
        List<Setting> settings = SettingsText.ofOverride("reward=" + value, problems);
        assertThat(problems.none()).isTrue();
        assertThat(settings)
                .singleElement()
                .satisfies(setting ->
                        assertThat(String.join(",", setting.values())).isEqualTo(read));
    }
}
