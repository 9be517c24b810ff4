package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.dist.Communicator;
import zero4j.dist.MeetingPlace;
import zero4j.vector.FlatBuffer;

/** Gradients are summed in pieces while they become complete, each once and none before. */
class SummedGradientsTest {
    private static final int SIZE = 1000;
    private static final int WORLD = 2;

    @ParameterizedTest
    @ValueSource(longs = {64, 250, 1000, 4096})
    void complete_partAfterPart_sumsWholePiecesOfIt(long piece) {
        List<float[][]> all = MeetingPlace.together(WORLD, ranks -> summed(ranks, piece));

        for (float[][] ofRank : all) {
            for (int i = 0; i < SIZE; i++) {
                boolean early = i >= Math.ceilDiv(700, piece) * piece;
                assertThat(ofRank[0][i]).as("element %d at 700", i).isEqualTo(early ? sum(i) : ofRank[2][i]);
                assertThat(ofRank[1][i]).as("element %d at the end", i).isEqualTo(sum(i));
            }
        }
    }

    private static float sum(int element) {
        return value(0, element) + value(1, element);
    }

    private static float value(int rank, int element) {
        return (rank + 1) * 1000 + element;
    }

    /** Two updates: what there is when 700 and what follows is complete, and at the end; and what there was. */
    private static float[][] summed(Communicator ranks, long piece) {
        float[] own = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            own[i] = value(ranks.rank(), i);
        }
        try (Arena arena = Arena.ofShared()) {
            MemorySegment data = arena.allocate(SIZE * (long) Float.BYTES, 64);
            float[][] found = new float[2][];
            try (SummedGradients gradients = new SummedGradients(new FlatBuffer(data), ranks, piece)) {
                for (int update = 0; update < 2; update++) {
                    MemorySegment.copy(own, 0, data, ValueLayout.JAVA_FLOAT, 0, SIZE);
                    gradients.begin();
                    gradients.complete(700);
                    gradients.finish();
                    found[0] = data.toArray(ValueLayout.JAVA_FLOAT);
                    gradients.complete(130);
                    gradients.complete(0);
                    gradients.finish();
                    found[1] = data.toArray(ValueLayout.JAVA_FLOAT);
                }
            }
            return new float[][] {found[0], found[1], Arrays.copyOf(own, SIZE)};
        }
    }
}
