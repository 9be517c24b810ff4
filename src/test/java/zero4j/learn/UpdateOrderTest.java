package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpdateOrderTest {
    private static List<Integer> inOrder(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void of_everyUpdateHasAGradient_staysAsItIs() {
        boolean[] live = {true, false, false, true, false, true};
        assertThat(UpdateOrder.of(live, 2)).isEqualTo(inOrder(6));
        assertThat(UpdateOrder.of(new boolean[4], 2)).isEqualTo(inOrder(4));
        assertThat(UpdateOrder.of(new boolean[0], 0)).isEmpty();
    }

    @Test
    void of_fillersLast_spreadsThemOverTheUpdates() {
        boolean[] live = {true, true, true, false, false, false, false, false};
        assertThat(UpdateOrder.of(live, 3)).containsExactly(0, 3, 4, 1, 5, 6, 2, 7);
    }

    @Test
    void of_anyBatch_leavesNoUpdateWithoutAGradientWhereThereAreEnough() {
        Random random = new Random(5);
        for (int trial = 0; trial < 2000; trial++) {
            int count = 1 + random.nextInt(20);
            int size = 1 + random.nextInt(count);
            boolean[] live = new boolean[count];
            int living = 0;
            for (int i = 0; i < count; i++) {
                live[i] = random.nextInt(3) == 0;
                living += live[i] ? 1 : 0;
            }
            List<Integer> order = UpdateOrder.of(live, size);
            assertThat(order).containsExactlyInAnyOrderElementsOf(inOrder(count));
            Set<Integer> with = new HashSet<>();
            for (int place = 0; place < count; place++) {
                if (live[order.get(place)]) {
                    with.add(place / size);
                }
            }
            assertThat(with.size()).isEqualTo(Math.min(living, Math.ceilDiv(count, size)));
        }
    }
}
