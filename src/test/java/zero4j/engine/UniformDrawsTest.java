package zero4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UniformDrawsTest {
    @Test
    void stream_otherQuestionOrRepeat_differs() {
        long[] streams = {
            UniformDraws.stream("q:1", 0),
            UniformDraws.stream("q:1", 1),
            UniformDraws.stream("q:2", 0),
            UniformDraws.stream("q:2", 1),
            UniformDraws.stream("", 0)
        };
        assertThat(LongStream.of(streams)).doesNotHaveDuplicates();
        assertThat(UniformDraws.stream("q:1", 1)).isEqualTo(streams[1]);
    }

    @Test
    void at_neighbours_areUniformAndUnrelated() {
        UniformDraws draws = new UniformDraws(7, 11);
        double sum = 0;
        double product = 0;
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            float u = draws.at(0, i);
            assertThat(u).isBetween(0f, 1 - 0x1p-24f);
            sum += u;
            product += (u - 0.5) * (draws.at(1, i) - 0.5);
        }
        assertThat(sum / count).isBetween(0.49, 0.51);
        assertThat(product / count).isBetween(-0.003, 0.003);
    }
}
