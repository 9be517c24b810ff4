package zero4j.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;

/** Real processes over TCP: this one is rank 0. */
class ConnectedProcessesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Communicator join(MeetingPlace place, int rank, int world, Duration deadline) {
        return Communicator.join(Optional.of(place.of(rank, world)), deadline);
    }

    private static String failure(ThrowingCallable joining) {
        return String.valueOf(catchThrowableOfType(UserError.class, joining).getMessage());
    }

    private static void end(List<RankProcess> peers) {
        peers.forEach(RankProcess::close);
    }

    /** Two processes over TCP. */
    @Nested
    class OfTwo implements CommunicatorContract {
        @Override
        public int world() {
            return 2;
        }
    }

    /** Three, of which no number of bytes is a multiple. */
    @Nested
    class OfThree implements CommunicatorContract {
        @Override
        public int world() {
            return 3;
        }
    }

    @Test
    void sum_repeatedInOneProcessGroupAndAnother_givesTheSameBits() {
        List<float[]> sums = new CopyOnWriteArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (MeetingPlace place = MeetingPlace.open()) {
                MeetingPlace.forEach(List.of(0, 1, 2), rank -> {
                    try (Communicator ranks = join(place, rank, 3, LONG);
                            var _ = new PointerScope()) {
                        for (int again = 0; again < 2; again++) {
                            Tensor values = DeviceAndDtype.cpu(ScalarType.Float).floats(RankMain.numbers(rank));
                            ranks.sum(values);
                            sums.add(DeviceAndDtype.toFloats(values));
                        }
                    }
                });
            }
        }
        assertThat(sums).hasSize(12).allSatisfy(sum -> assertThat(sum).containsExactly(sums.getFirst()));
        double exact = 0;
        for (int rank = 0; rank < 3; rank++) {
            exact += RankMain.numbers(rank)[7];
        }
        assertThat((double) sums.getFirst()[7]).isCloseTo(exact, within(1e-4));
    }

    @Test
    void sum_peerKilled_failsBeforeTheDeadlineAndNamesWhoWaited() {
        MeetingPlace place = MeetingPlace.open();
        List<RankProcess> peers = CommunicatorContract.peers(place, 3, "wait", "60000", "cpu");
        try (place;
                Communicator ranks = join(place, 0, 3, LONG)) {
            ranks.barrier();
            peers.getLast().kill();
            assertThatThrownBy(() -> ranks.sum(1.0, 2.0))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll(
                            "rank 0 of 3", "of at most 60.0 s", "summing 2 numbers and failed", silent(2));
            assertThatThrownBy(ranks::barrier).hasMessageContaining("connection broke before");
            assertThat(peers.getFirst().output()).contains("rank 1 of 3", "and failed", silent(2));
        } finally {
            end(peers);
        }
    }

    private static String silent(int rank) {
        return "rank " + rank + " does not answer: it was ended, hangs or is late";
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void fail_one_isToldToTheOthers(int failing) {
        List<String> told = new CopyOnWriteArrayList<>();
        try (MeetingPlace place = MeetingPlace.open()) {
            MeetingPlace.forEach(List.of(0, 1, 2), rank -> {
                try (Communicator ranks = join(place, rank, 3, LONG)) {
                    ranks.barrier();
                    if (rank == failing) {
                        ranks.fail("its disk is full");
                    } else {
                        told.add(failure(() -> ranks.sum(1L)));
                    }
                }
            });
        }
        assertThat(told)
                .hasSize(2)
                .allSatisfy(message -> assertThat(message)
                        .contains("summing 1 number", "rank " + failing + " failed: its disk is full")
                        .doesNotContain("does not answer"));
    }

    @Test
    void sum_peerSilent_failsAtTheDeadline() throws InterruptedException {
        MeetingPlace place = MeetingPlace.open();
        CountDownLatch done = new CountDownLatch(1);
        Thread silent = Thread.ofPlatform().start(() -> {
            try (var _ = join(place, 1, 2, LONG)) {
                MeetingPlace.await(done);
            }
        });
        try (place;
                Communicator ranks = join(place, 0, 2, Duration.ofSeconds(2));
                var _ = new PointerScope()) {
            Tensor transposed = DeviceAndDtype.cpu(ScalarType.Float)
                    .floats(1, 2, 3, 4)
                    .view(2, 2)
                    .t();
            assertThatThrownBy(() -> ranks.sum(transposed)).hasMessageContaining("contiguous");
            assertThatThrownBy(() -> ranks.broadcast(transposed, 2)).hasMessageContaining("no rank 2");
            Tensor four = transposed.t();
            assertThatThrownBy(() -> ranks.reduceScatter(four, four)).hasMessageContaining("a 2-th of it");
            assertThatThrownBy(() -> ranks.allGather(transposed, four)).hasMessageContaining("contiguous");
            assertThatThrownBy(() -> ranks.sum(1L))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll("rank 0 of 2", "at most 2.0 s for rank 1", "summing 1 number ", silent(1));
        } finally {
            done.countDown();
            silent.join();
        }
    }
}
