package zero4j.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;

/** How processes meet, what becomes of those that wait for nobody, and how they part. */
class MeetingTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    /** For three ranks to meet on a busy machine. */
    private static final Duration ENOUGH = Duration.ofSeconds(3);

    private static final Duration SHORT = Duration.ofMillis(700);

    private static Communicator join(MeetingPlace place, int rank, int world, Duration deadline) {
        return Communicator.join(Optional.of(place.of(rank, world)), deadline);
    }

    private static String failure(ThrowingCallable joining) {
        return String.valueOf(catchThrowableOfType(UserError.class, joining).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void join_peerMissing_failsAtTheDeadline(int rank) {
        try (MeetingPlace place = rank == 0 ? MeetingPlace.open() : MeetingPlace.deserted()) {
            assertThatThrownBy(() -> join(place, rank, 2, SHORT))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll(
                            "rank " + rank + " of 2",
                            "at most 0.7 s for rank " + (1 - rank),
                            "meeting at 127.0.0.1:" + place.port());
        }
    }

    @Test
    void join_oneOfSeveralNeverComes_isNamedByAllOthers() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (MeetingPlace place = MeetingPlace.open()) {
            MeetingPlace.forEach(List.of(0, 1, 3), rank -> told.add(failure(() -> join(place, rank, 4, ENOUGH))));
        }
        assertThat(told)
                .hasSize(3)
                .allSatisfy(message -> assertThat(message)
                        .containsPattern("rank [013] of 4 waited \\d.\\d s of at most 3.0 s for rank 2 in meeting at"));
    }

    /** What accepts connections and never says anything, as a machine behind a link that has been cut. */
    @Test
    void join_firstRankSaysNothing_endsWithTheDeadline() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Rendezvous meeting = new Rendezvous("127.0.0.1", mute.getLocalPort(), 1, 2);
            assertThatThrownBy(() -> Communicator.join(Optional.of(meeting), SHORT))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll("rank 1 of 2 waited", "at most 0.7 s for rank 0", "nobody answers there");
        }
    }

    @Test
    void join_peerComesAndThenConnectsToNobody_endsWithTheDeadline() {
        try (MeetingPlace place = MeetingPlace.open();
                Connection peer = halfWay(place)) {
            assertThat(peer.meeting().rank()).isEqualTo(1);
            assertThatThrownBy(() -> join(place, 0, 2, SHORT))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll("rank 0 of 2 waited", "for rank 1 in connecting");
        }
    }

    /** A rank 1 that has met rank 0, which has come to the meeting place only. */
    private static Connection halfWay(MeetingPlace place) {
        try (Connection first = Connection.open(place.of(0, 1), LONG)) {
            assertThat(first.meeting().world()).isEqualTo(1);
            return Connection.open(place.of(1, 2), LONG);
        }
    }

    @Test
    void join_greetingFailsOnOneRank_isToldToTheOther() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (MeetingPlace place = MeetingPlace.open()) {
            MeetingPlace.forEach(
                    List.of(0, 1),
                    rank -> told.add(failure(() -> Communicator.join(
                            Optional.of(place.of(rank, 2)),
                            LONG,
                            DeviceAndDtype.cpu(ScalarType.Float),
                            ranks -> greet(ranks)))));
        }
        assertThat(told)
                .hasSize(2)
                .contains("another model")
                .anySatisfy(message -> assertThat(message).contains("rank 1 failed: another model"));
    }

    private static void greet(Communicator ranks) {
        if (ranks.rank() == 1) {
            throw new UserError("another model");
        }
        ranks.barrier();
    }

    @Test
    void close_byTwoThreadsWhileAnotherCalls_waitsForTheCallAndLeavesOnce() {
        CountDownLatch calling = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(2);
        AtomicInteger left = new AtomicInteger();
        try (MeetingPlace place = MeetingPlace.open()) {
            MeetingPlace.forEach(List.of(0, 1), rank -> {
                Connection connection = Connection.open(place.of(rank, 2), LONG);
                ProcessGroupGloo group = GlooGroup.open(connection);
                connection.met();
                assertThat(connection.patience().count()).isEqualTo(LONG.toMillis());
                Supplier<Work> barrier = () -> {
                    calling.countDown();
                    return group.barrier();
                };
                if (rank == 1) {
                    MeetingPlace.await(closing);
                    connection.run("a barrier", barrier, group::close);
                    connection.close(group::close);
                    return;
                }
                MeetingPlace.forEach(List.of(0, 1, 2), thread -> {
                    if (thread == 0) {
                        connection.run("a barrier", barrier, group::close);
                    } else {
                        MeetingPlace.await(calling);
                        closing.countDown();
                        connection.close(() -> {
                            left.incrementAndGet();
                            group.close();
                        });
                    }
                });
                assertThatThrownBy(() -> connection.run("a barrier", barrier, group::close))
                        .hasMessageContaining("this process has left the others");
            });
        }
        assertThat(left).hasValue(1);
    }

    @Test
    void join_launcherHoldsTheStore_meetsAnewAtEachAttempt() {
        List<Long> sums = new CopyOnWriteArrayList<>();
        try (MeetingPlace place = MeetingPlace.open()) {
            MeetingPlace.forEach(List.of(0, 1), rank -> {
                try (Communicator ranks = Communicator.join(guest(place, rank, 0), LONG)) {
                    sums.add(ranks.sum(1L)[0]);
                }
            });
            assertThat(failure(() -> Communicator.join(guest(place, 1, 1), SHORT)))
                    .contains("for rank 0 in meeting at", "it did not come");
        }
        assertThat(sums).containsExactly(2L, 2L);
    }

    private static Optional<Rendezvous> guest(MeetingPlace place, int rank, int attempt) {
        Optional<String> name = Optional.of("worker/attempt_" + attempt);
        return Optional.of(new Rendezvous("127.0.0.1", place.port(), rank, 2, rank, "torchrun", name));
    }
}
