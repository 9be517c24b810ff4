package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import zero4j.engine.EngineFactory;
import zero4j.rollout.Engines;

class RolloutEngineTest {
    @Test
    void factories_areThoseOfTheEnginesThatCanBeNamed() {
        assertThat(RolloutEngine.all()).extracting(EngineFactory::kind).isEqualTo(Engines.REGISTRY.all());
    }

    @Test
    void resolve_auto_isTheEngineThatSuitsTheDevice() {
        assertThat(RolloutEngine.resolve("auto", false).kind()).isEqualTo(Engines.VECTOR);
        assertThat(RolloutEngine.resolve("auto", true).kind()).isEqualTo(Engines.TORCH);
        assertThat(RolloutEngine.resolve("torch", false).kind()).isEqualTo(Engines.TORCH);
    }
}
