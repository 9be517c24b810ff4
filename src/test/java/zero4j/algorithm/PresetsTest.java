package zero4j.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PresetsTest {
    @Test
    void inWords_drGrpo_namesItsDivisor() {
        assertThat(Presets.of(AlgorithmSettings.of("dr-grpo"), 3000).inWords())
                .isEqualTo("centred by the group's mean, no std; clip 0.2/0.2; sum / 3000, mean over responses; no KL");
    }

    @Test
    void inWords_partsBeyondTheLoss_areNamed() {
        assertThat(Presets.of(AlgorithmSettings.of("dapo"), 100).inWords())
                .contains("clip 0.2/0.28", "overlong: up to -1.0 in the last 20 tokens", "at most 10 batches");
        assertThat(Presets.of(AlgorithmSettings.of("ppo"), 100).inWords())
                .contains("GAE with a critic (gamma 1.0, lambda 1.0)", "value loss x 0.1, clip 0.2");
    }

    @Test
    void inWords_regionsGatesAndMeans_nameTheirBounds() {
        assertThat(Presets.of(AlgorithmSettings.of("dppo"), 100).inWords())
                .contains("within a difference of probabilities of 0.15/0.15 from the sampler; sum / 100");
        assertThat(Presets.of(AlgorithmSettings.of("dppo-kl"), 100).inWords())
                .contains("within a KL divergence of 0.05/0.05");
        assertThat(Presets.of(AlgorithmSettings.of("sapo"), 100).inWords())
                .contains("soft gate, tau 1.0/1.05; mean over each response's tokens");
        assertThat(Presets.of(AlgorithmSettings.of("gmpo"), 100).inWords())
                .contains("geometric mean of ratios, their logarithms clipped to -0.4/0.4; mean over each response's");
    }

    @Test
    void dynamicSampling_saidBesideAPreset_replacesThePresetsOwn() {
        AlgorithmSettings dapo = AlgorithmSettings.of("dapo");
        AlgorithmSettings once = new AlgorithmSettings(
                "dapo", dapo.objective(), dapo.kl(), dapo.correction(), dapo.critic(), OptionalInt.of(1));

        assertThat(Presets.of(once, 100).mostBatches()).isEqualTo(1);
        assertThat(Presets.of(dapo, 100).mostBatches()).isEqualTo(10);
    }
}
