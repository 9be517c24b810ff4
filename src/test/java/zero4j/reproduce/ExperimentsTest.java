package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import zero4j.UserError;

class ExperimentsTest {
    static final java.util.List<String> NAMES = Experiments.NAMES;

    @ParameterizedTest
    @FieldSource("NAMES")
    void read_bundled_isUnderstood(String name) {
        Experiment experiment = Experiments.read(name);

        assertThat(experiment.name()).isEqualTo(name);
        assertThat(experiment.title()).isNotBlank();
        assertThat(experiment.claims()).isNotEmpty();
    }

    @Test
    void parse_little_leavesTheRestEmpty() {
        Experiment experiment =
                Experiments.parse("a", "a.yaml", "title: A\nseeds: 3\narms: {one: {seed: 4, algorithm: grpo}}\n");

        assertThat(experiment.tables()).isEmpty();
        assertThat(experiment.quick().arms()).isEmpty();
        assertThat(experiment.paper()).isEmpty();
        assertThat(experiment.arms().get("one")).containsEntry("seed", "4");
    }

    @Test
    void parse_unknownKey_isRefused() {
        assertThatThrownBy(() -> Experiments.parse("a", "a.yaml", "title: A\nseed: 3\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a.yaml")
                .hasMessageContaining("seed");
    }
}
