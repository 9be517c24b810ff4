package zero4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import zero4j.template.StopRule;

class UniformDrawsTest {
    private static Prompt prompt(int id) {
        return TinyModel.prompt(id, 2, StopRule.NONE);
    }

    @Test
    void streams_questionAlone_isThatOfTheBatch() {
        long[] streams = UniformDraws.streams(List.of(prompt(3), prompt(1), prompt(2)));
        assertThat(UniformDraws.streams(List.of(prompt(2)))).containsExactly(streams[2]);
        assertThat(LongStream.of(streams)).doesNotHaveDuplicates();
    }

    @Test
    void streams_questionTwice_differ() {
        long[] streams = UniformDraws.streams(List.of(prompt(3), prompt(3), prompt(4), prompt(3)));
        assertThat(LongStream.of(streams)).doesNotHaveDuplicates();
    }

    @Test
    void at_neighbours_areUniformAndUnrelated() {
        UniformDraws draws = new UniformDraws(7);
        double sum = 0;
        double product = 0;
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            float u = draws.at(11, 0, i);
            assertThat(u).isBetween(0f, 1 - 0x1p-24f);
            sum += u;
            product += (u - 0.5) * (draws.at(11, 1, i) - 0.5);
        }
        assertThat(sum / count).isBetween(0.49, 0.51);
        assertThat(product / count).isBetween(-0.003, 0.003);
    }
}
