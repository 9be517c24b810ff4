package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import zero4j.rollout.Engines;

class RolloutEngineTest {
    @Test
    void openers_eachEngineAndNoOther_haveOne() {
        assertThat(RolloutEngine.OPENERS.keySet()).containsExactlyInAnyOrderElementsOf(Engines.REGISTRY.names());
    }

    @Test
    void resolve_auto_isTheEngineThatSuitsTheDevice() {
        assertThat(RolloutEngine.resolve("auto", false)).isEqualTo(Engines.VECTOR);
        assertThat(RolloutEngine.resolve("auto", true)).isEqualTo(Engines.TORCH);
        assertThat(RolloutEngine.resolve("torch", false)).isEqualTo(Engines.TORCH);
    }
}
