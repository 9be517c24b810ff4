package zero4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Numbers are set, not used: more threads than cores do no harm. */
class ThreadsTest {
    private static int blas() {
        return openblas.blas_get_num_threads();
    }

    @Test
    void oneComputes_closed_givesBackWhatWasThere() {
        try (var _ = Threads.oneComputes(3)) {
            torch.set_num_threads(2);
            try (var _ = Threads.oneComputes(5)) {
                assertThat(blas()).isEqualTo(5);
                assertThat(Threads.cores()).isEqualTo(5);
                assertThat(torch.get_num_threads()).isEqualTo(1);
                Threads.manyCompute(() -> {
                    assertThat(blas()).isEqualTo(1);
                    assertThat(Threads.cores()).isEqualTo(5);
                });
                assertThat(blas()).isEqualTo(5);
            }
            assertThat(blas()).isEqualTo(3);
            assertThat(torch.get_num_threads()).isEqualTo(2);
        }
    }

    @Test
    void oneComputes_twoThatOverlap_leaveNothingBehind() throws Exception {
        try (var _ = Threads.oneComputes(4);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            Threads.Share first = Threads.oneComputes(2);
            Threads.Share second = other.submit(() -> Threads.oneComputes(3)).get();
            assertThat(blas()).isEqualTo(3);
            assertThat(Threads.cores()).as("this thread's own").isEqualTo(2);
            assertThat(other.submit(Threads::cores).get()).isEqualTo(3);
            first.close();
            first.close();
            assertThat(blas()).isEqualTo(3);
            second.close();
            assertThat(blas()).isEqualTo(4);
        }
    }

    @Test
    void manyCompute_twoAtATime_lastOneOutRestores() throws Exception {
        try (var _ = Threads.oneComputes(4);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            var inside = new CountDownLatch(1);
            var leave = new CountDownLatch(1);
            var second = new AtomicReference<Future<?>>();
            Threads.manyCompute(() -> {
                second.set(other.submit(() -> Threads.manyCompute(() -> {
                    inside.countDown();
                    await(leave);
                })));
                await(inside);
            });
            int whileTheOtherComputes = blas();
            leave.countDown();
            second.get().get();
            assertThat(whileTheOtherComputes).isEqualTo(1);
            assertThat(blas()).isEqualTo(4);
        }
    }

    @Test
    void oneComputes_whileOthersWorkersCompute_waitsForTheirEnd() {
        try (var _ = Threads.oneComputes(4)) {
            List<Threads.Share> later = new ArrayList<>();
            Threads.manyCompute(() -> {
                later.add(Threads.oneComputes(3));
                assertThat(blas()).isEqualTo(1);
            });
            assertThat(blas()).isEqualTo(3);
            later.getFirst().close();
            assertThat(blas()).isEqualTo(4);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
