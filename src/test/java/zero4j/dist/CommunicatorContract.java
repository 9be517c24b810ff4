package zero4j.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;

/** What every communicator does, whatever connects its processes: rank 0 is this one, the others are processes of their own. */
interface CommunicatorContract {
    Duration LONG = Duration.ofSeconds(60);

    /** Number of processes. */
    int world();

    /** Where tensors are, as settings name it. */
    default String device() {
        return "cpu";
    }

    /** Joins as rank 0. */
    default Communicator first(Rendezvous meeting, DeviceAndDtype placement) {
        return Communicator.join(Optional.of(meeting), LONG, placement, _ -> {});
    }

    /** The other ranks. */
    static List<RankProcess> peers(MeetingPlace place, int world, String... arguments) {
        List<RankProcess> peers = new ArrayList<>();
        for (int rank = 1; rank < world; rank++) {
            peers.add(RankProcess.start(RankMain.class, place.of(rank, world), arguments));
        }
        return peers;
    }

    @Test
    default void operations_allRanks_giveTheSameBits() {
        int world = world();
        MeetingPlace place = MeetingPlace.open();
        List<RankProcess> peers = peers(place, world, "all", "60000", device());
        Rendezvous meeting = place.of(0, world);
        DeviceAndDtype placement = Rendezvous.placement(Optional.of(meeting), device(), "float32");
        try (place;
                Communicator ranks = first(meeting, placement)) {
            assertThat(ranks.rank()).isZero();
            assertThat(ranks.world()).isEqualTo(world);
            List<String> results = RankMain.everything(ranks, placement);
            for (RankProcess peer : peers) {
                assertThat(peer.output().lines()).containsSubsequence(results);
            }
            double tenths = IntStream.range(0, world)
                    .mapToDouble(rank -> 0.1 * (1 + rank))
                    .sum();
            int ranksSum = world * (world - 1) / 2;
            assertThat(results.get(1)).contains(String.valueOf(Math.scalb(1.0, 60) * world + 256 * ranksSum));
            assertThat(Double.parseDouble(results.get(1).split("[\\[,]")[1])).isCloseTo(tenths, within(1e-15));
            assertThat(results.get(2)).isEqualTo("longs [" + ((1L << 60) * world + ranksSum) + ", " + -ranksSum + "]");
            assertThat(results.get(3)).isEqualTo("broadcast " + Arrays.hashCode(RankMain.numbers(world - 1)));
            assertThat(results.get(5)).isEqualTo("pieces " + Arrays.hashCode(sumsInOrderOfRanks(world)));
            assertThat(results.get(6)).isEqualTo("halves " + Arrays.hashCode(halvesOfEachRank(world)));
            assertThat(results.get(7))
                    .isEqualTo("gathered "
                            + IntStream.range(0, world)
                                    .mapToObj(rank -> Arrays.hashCode(RankMain.bytes(rank)))
                                    .toList());
            assertThat(ranks.isBroken()).isFalse();
        } finally {
            peers.forEach(RankProcess::close);
        }
    }

    @Test
    default void fail_alone_leavesNothingToCall() {
        try (MeetingPlace place = MeetingPlace.open()) {
            Rendezvous meeting = place.of(0, 1);
            DeviceAndDtype placement = Rendezvous.placement(Optional.of(meeting), device(), "float32");
            try (Communicator ranks = world() == 1
                    ? first(meeting, placement)
                    : ConnectedProcesses.connect(meeting, LONG, placement, _ -> {})) {
                ranks.fail("its disk is full");
                if (ranks.isBroken()) {
                    assertThatThrownBy(() -> ranks.sum(1L))
                            .isInstanceOf(UserError.class)
                            .hasMessageContaining("its disk is full");
                }
            }
        }
    }

    /** What {@link RankMain} must have put together again after the pieces were summed. */
    private static float[] sumsInOrderOfRanks(int world) {
        float[] sums = Arrays.copyOf(RankMain.numbers(0), world * RankMain.PIECE);
        for (int rank = 1; rank < world; rank++) {
            float[] other = RankMain.numbers(rank);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += other[i];
            }
        }
        return sums;
    }

    /** Each rank's own piece of its numbers, as far as bfloat16 goes. */
    private static float[] halvesOfEachRank(int world) {
        float[] halves = new float[world * RankMain.PIECE];
        for (int i = 0; i < halves.length; i++) {
            float value = RankMain.numbers(i / RankMain.PIECE)[i];
            int bits = Float.floatToRawIntBits(value);
            halves[i] = Float.intBitsToFloat(
                    bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000); // to the nearest, half to even
        }
        return halves;
    }
}
