package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PromptOrderTest {
    @Test
    void next_finiteSet_asksEveryQuestionOncePerEpochInChangingOrder() {
        PromptOrder.Draw first = PromptOrder.start(3).next(50, 50);
        PromptOrder.Draw second = first.after().next(50, 50);
        long[] all = LongStream.range(0, 50).toArray();
        assertThat(sorted(first.indices())).isEqualTo(all);
        assertThat(sorted(second.indices())).isEqualTo(all);
        assertThat(first.indices()).isNotEqualTo(all).isNotEqualTo(second.indices());
    }

    @Test
    void next_otherSeeds_giveOtherOrders() {
        assertThat(PromptOrder.start(1).next(50, 50).indices())
                .isNotEqualTo(PromptOrder.start(2).next(50, 50).indices());
    }

    @Test
    void next_anySteps_giveTheSameSequence() {
        long[] whole = PromptOrder.start(9).next(7, 40).indices();
        for (int step = 1; step <= 16; step++) {
            PromptOrder order = PromptOrder.start(9);
            long[] pieces = new long[0];
            while (pieces.length < 40) {
                PromptOrder.Draw draw = order.next(7, Math.min(step, 40 - pieces.length));
                // A state that went through storage as two numbers.
                order = new PromptOrder(draw.after().seed(), draw.after().position());
                pieces = LongStream.concat(Arrays.stream(pieces), Arrays.stream(draw.indices()))
                        .toArray();
            }
            assertThat(pieces).as("step %d", step).isEqualTo(whole);
        }
    }

    /** A change of these numbers would change the questions of every resumed run. */
    @Test
    void next_knownSeed_givesTheRecordedOrder() {
        assertThat(PromptOrder.start(42).next(8, 16).indices())
                .containsExactly(6, 5, 4, 1, 2, 0, 7, 3, 7, 5, 6, 0, 1, 4, 2, 3);
    }

    @Test
    void next_endlessSet_countsUp() {
        PromptOrder.Draw draw = new PromptOrder(5, 10).next(QuestionSet.ENDLESS, 3);
        assertThat(draw.indices()).containsExactly(10, 11, 12);
        assertThat(draw.after()).isEqualTo(new PromptOrder(5, 13));
    }

    @Test
    void next_firstPlaces_areFairOverSeeds() {
        int[] counts = new int[5];
        for (long seed = 0; seed < 5000; seed++) {
            counts[(int) PromptOrder.start(seed).next(5, 1).indices()[0]]++;
        }
        // 1000 expected, standard deviation 28.
        assertThat(counts).satisfies(c -> assertThat(Arrays.stream(c)).allMatch(n -> Math.abs(n - 1000) < 150));
    }

    @Test
    void next_impossibleDraws_areRefused() {
        assertThatThrownBy(() -> PromptOrder.start(1).next(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PromptOrder.start(1).next(1L << 40, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PromptOrder(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long[] sorted(long[] values) {
        return Arrays.stream(values).sorted().toArray();
    }
}
