package zero4j.learn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.dist.Shares;

/** Who works on what, and what comes back. */
class LearnWorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void run_anyNumberOfWorkers_returnsResultsInOrder(int count) {
        List<Integer> parts = IntStream.range(0, 20).boxed().toList();
        try (LearnWorkers workers = new LearnWorkers(count)) {
            assertThat(workers.run(parts, part -> part, (_, part) -> part * part))
                    .isEqualTo(parts.stream().map(part -> part * part).toList());
        }
    }

    @Test
    void run_sameParts_givesThemToTheSameWorkers() {
        List<Integer> parts = List.of(9, 4, 4, 1, 7, 3, 8, 2);
        try (LearnWorkers workers = new LearnWorkers(3)) {
            List<Integer> first = workers.run(parts, part -> part, (worker, _) -> worker);
            for (int i = 0; i < 20; i++) {
                assertThat(workers.run(parts, part -> part, (worker, _) -> worker))
                        .isEqualTo(first);
            }
            assertThat(first).contains(0, 1, 2);
        }
    }

    @Test
    void run_severalWorkers_eachUsesItsOwnThread() {
        Map<Integer, Thread> threads = new ConcurrentHashMap<>();
        try (LearnWorkers workers = new LearnWorkers(3)) {
            var _ = workers.run(List.of(1, 1, 1), part -> part, (worker, _) -> {
                threads.put(worker, Thread.currentThread());
                return worker;
            });
        }
        assertThat(threads).hasSize(3);
        assertThat(threads.values()).doesNotHaveDuplicates();
        assertThat(threads.get(0)).isSameAs(Thread.currentThread());
    }

    /** What the native allocator keeps for a thread is of use to that thread only. */
    @Test
    void run_oneAfterTheOther_usesTheSameThreads() {
        assertThat(threadsOf(3)).hasSize(3).isEqualTo(threadsOf(3));
    }

    @Test
    void run_oneBesideTheOther_usesOtherThreads() {
        try (LearnWorkers open = new LearnWorkers(2)) {
            Set<Thread> own = threadsOf(open);
            assertThat(threadsOf(2)).hasSize(2).isNotEqualTo(own);
        }
    }

    private static Set<Thread> threadsOf(int count) {
        try (LearnWorkers workers = new LearnWorkers(count)) {
            return threadsOf(workers);
        }
    }

    private static Set<Thread> threadsOf(LearnWorkers workers) {
        return Set.copyOf(
                workers.run(Collections.nCopies(workers.count(), 1), part -> part, (_, _) -> Thread.currentThread()));
    }

    @Test
    void run_noParts_returnsNothing() {
        try (LearnWorkers workers = new LearnWorkers(2)) {
            assertThat(workers.run(List.<Integer>of(), part -> part, (_, part) -> part))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void run_aWorkerFails_throwsItsFailureAndCanBeUsedAgain(int failing) {
        try (LearnWorkers workers = new LearnWorkers(2)) {
            assertThatThrownBy(() -> workers.run(List.of(1, 1), part -> part, (worker, part) -> {
                        if (worker == failing) {
                            throw new UserError("worker " + worker);
                        }
                        return part;
                    }))
                    .isInstanceOf(UserError.class)
                    .hasMessage("worker " + failing);
            assertThat(workers.run(List.of(3, 4), part -> part, (_, part) -> part))
                    .containsExactly(3, 4);
        }
    }

    @Test
    void shares_unequalCosts_areBalanced() {
        List<List<Integer>> shares = Shares.byCost(new long[] {1, 2, 3, 4, 5, 6}, 2);
        assertThat(shares).containsExactly(List.of(5, 2, 1), List.of(4, 3, 0));
    }
}
