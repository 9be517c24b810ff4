package zero4j.learn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an update is cut into micro-batches; a sequence is its length here. */
class BatchPackerTest {
    private static long tokens(List<Integer> part) {
        return part.stream().mapToLong(length -> length).sum();
    }

    @Test
    void pack_equalLengthsForTwoWorkers_makesFourEqualParts() {
        List<Integer> lengths = IntStream.range(0, 64).mapToObj(_ -> 64).toList();
        assertThat(new BatchPacker(4096, 2).pack(lengths, length -> length))
                .hasSize(4)
                .allSatisfy(part -> assertThat(part).hasSize(16));
    }

    @Test
    void pack_oneWorkerUnderTheLimit_makesOnePart() {
        assertThat(new BatchPacker(100).pack(List.of(30, 40, 30), length -> length))
                .containsExactly(List.of(30, 30, 40));
    }

    @ParameterizedTest
    @CsvSource({"1, 64", "1, 300", "2, 300", "2, 1000", "3, 512", "8, 4096"})
    void pack_anyLengths_keepsTheLimitAndLosesNothing(int workers, int limit) {
        Random random = new Random(1);
        for (int trial = 0; trial < 30; trial++) {
            List<Integer> lengths =
                    random.ints(1 + random.nextInt(60), 2, 257).boxed().toList();
            List<List<Integer>> parts = new BatchPacker(limit, workers).pack(lengths, length -> length);
            assertThat(parts)
                    .allSatisfy(part -> assertThat(part.size() == 1 || tokens(part) <= limit)
                            .isTrue());
            assertThat(parts.stream().flatMap(List::stream).toList())
                    .isEqualTo(lengths.stream().sorted().toList());
        }
    }

    @Test
    void pack_nothing_makesNoParts() {
        assertThat(new BatchPacker(100, 2).pack(List.<Integer>of(), length -> length))
                .isEmpty();
    }
}
