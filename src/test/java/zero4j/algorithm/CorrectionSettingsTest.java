package zero4j.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.recipe.Recipes;

class CorrectionSettingsTest {
    private static String words(String... settings) {
        return Recipes.train(settings).algorithm().correction().resolved().inWords();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | ''",
                "tis | sampler corrected by token weights up to 2.0",
                "seq-tis | sampler corrected by sequence weights up to 2.0",
                "icepop | sampler corrected by token weights, masked outside 0.5 to 5.0",
                "seq-mis | sampler corrected by sequence weights, masked outside 0.0 to 2.0",
                "seq-mask | responses masked whose geometric ratio to the sampler is outside 0.999 to 1.001",
                "tis+seq-mask | sampler corrected by token weights up to 2.0; responses masked whose geometric ratio to the sampler is outside 0.999 to 1.001",
                "seq-tis+seq-mask | sampler corrected by sequence weights up to 2.0; responses masked whose geometric ratio to the sampler is outside 0.999 to 1.001",
                "icepop+seq-mask | sampler corrected by token weights, masked outside 0.5 to 5.0; responses masked whose geometric ratio to the sampler is outside 0.999 to 1.001"
            })
    void resolved_preset_isWhatItsPublishersUsed(String preset, String expected) {
        assertThat(words("correction.preset=" + preset)).isEqualTo(expected.isEmpty() ? "" : "; " + expected);
    }

    @Test
    void resolved_keysBesideAPreset_changeOnlyThemselves() {
        assertThat(words("correction={preset: tis, cap: 3}"))
                .isEqualTo("; sampler corrected by token weights up to 3.0");
        assertThat(words("correction={preset: tis, mask: token}"))
                .isEqualTo("; sampler corrected by token weights up to 2.0"
                        + "; tokens masked whose token ratio to the sampler is outside 0.5 to 5.0");
        assertThat(words("correction={preset: tis+seq-mask, kind: none, mask_high: 1.01}"))
                .isEqualTo("; responses masked whose geometric ratio to the sampler is outside 0.999 to 1.01");
        assertThat(words("correction={preset: icepop+seq-mask, mask: none}"))
                .isEqualTo("; sampler corrected by token weights, masked outside 0.5 to 5.0");
    }

    @ParameterizedTest
    @CsvSource({
        "correction.preset=iceprop, did you mean icepop?",
        "correction.preset=tis+icepop, 'one of none, tis, seq-tis'",
        "correction=tis, a name goes into correction.preset",
        "correction.mask_low=2, ''",
        "'correction={preset: seq-mask, mask_low: 1.1}', 'correction.mask_low is 1.1; it must be 0 (none) or more, and below'",
        "'correction={preset: icepop, cap: 0.4}', 'correction.floor is 0.5; it must be 0 (none) or more, and below'",
        "'correction={mask: token, mask_high: 0}', 'correction.mask_high is 0.0; it must be above 0'"
    })
    void recipe_impossibleCorrection_isRefusedWithWhatIsAllowed(String setting, String said) {
        if (said.isEmpty()) {
            assertThat(Recipes.train(setting)
                            .algorithm()
                            .correction()
                            .resolved()
                            .on())
                    .isFalse();
        } else {
            assertThatThrownBy(() -> Recipes.train(setting))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(said);
        }
    }

    @Test
    void recipe_correctionWithTheSamplersOldLogprobs_isRefused() {
        assertThatThrownBy(() -> Recipes.train("correction.preset=seq-mask", "train.old_logprobs=sampler"))
                .hasMessageContaining("auto or learner with a correction");
    }
}
