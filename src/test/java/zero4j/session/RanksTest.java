package zero4j.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.MeetingPlace;
import zero4j.dist.SingleProcess;
import zero4j.run.RunFolder;

/** Two ranks in this process. */
class RanksTest {
    /** What each rank ends with: its result, or the message of its failure. */
    private static List<String> both(Function<Communicator, String> work) throws InterruptedException {
        List<String> results = new ArrayList<>();
        try (MeetingPlace place = MeetingPlace.open();
                var threads = Executors.newFixedThreadPool(2)) {
            List<Callable<String>> ranks = new ArrayList<>();
            for (int rank = 0; rank < 2; rank++) {
                int mine = rank;
                ranks.add(() -> {
                    try (Communicator joined =
                            Communicator.join(Optional.of(place.of(mine, 2)), Duration.ofMinutes(1))) {
                        return work.apply(joined);
                    }
                });
            }
            for (Future<String> end : threads.invokeAll(ranks)) {
                try {
                    results.add(end.get());
                } catch (ExecutionException e) {
                    results.add(String.valueOf(requireNonNull(e.getCause()).getMessage()));
                }
            }
        }
        return results;
    }

    @Test
    void told_byTheFirst_isHeardByAll() throws InterruptedException {
        assertThat(both(ranks -> Ranks.told(ranks, ranks.rank() == 0 ? Optional.of("runs/ä") : Optional.empty())))
                .containsExactly("runs/ä", "runs/ä");
    }

    @Test
    void requireAlike_sameFacts_isContent() throws InterruptedException {
        assertThat(both(ranks -> {
                    Ranks.requireAlike(ranks, Map.of("seed", "1", "the file model/config.json", "ab"));
                    return "content";
                }))
                .containsOnly("content");
    }

    @Test
    void requireAlike_otherFacts_namesThemOnBothRanks() throws InterruptedException {
        List<String> ends = both(ranks -> {
            Ranks.requireAlike(
                    ranks,
                    ranks.rank() == 0
                            ? Map.of("seed", "1", "template", "none", "train:a", "ab")
                            : Map.of("seed", "2", "template", "none"));
            return "content";
        });

        assertThat(ends)
                .hasSize(2)
                .allSatisfy(end -> assertThat(end)
                        .contains("seed is 1 on rank 0 and 2 on rank 1", "train:a is ab on rank 0 and absent on rank 1")
                        .doesNotContain("template"));
    }

    @Test
    void ended_ofAFailure_tellsTheOtherRankAndHowToGoOn() throws InterruptedException {
        RunFolder run = new RunFolder(Path.of("runs", "a"));
        List<String> ends = both(ranks -> {
            try {
                if (ranks.rank() == 1) {
                    throw new UserError("the disk is full");
                }
                ranks.barrier();
                return "content";
            } catch (RuntimeException e) {
                throw Ranks.ended(ranks, e, run);
            }
        });

        assertThat(ends.getFirst()).contains("rank 1 failed: the disk is full", "`resume " + run.path() + "`");
        assertThat(ends.getLast()).isEqualTo("the disk is full");
    }

    @Test
    void part_anotherIsLost_doesNotFailTheFirstThatHasWrittenAll() throws InterruptedException {
        for (int lost = 0; lost < 2; lost++) {
            int gone = lost;
            List<String> ends = both(ranks -> {
                List<String> warnings = new ArrayList<>();
                if (ranks.rank() == gone) {
                    ranks.fail("it was killed");
                    return "gone";
                }
                Ranks.part(ranks, warnings::add);
                return String.join("", warnings);
            });
            assertThat(ends.get(1 - gone))
                    .contains("rank " + gone + " failed: it was killed")
                    .matches((gone == 1 ? "everything is written, but .*" : "rank 1 of 2 waited .*"));
        }
    }

    @Test
    void ended_ofASingleProcess_isTheFailureItself() {
        UserError failure = new UserError("the disk is full");

        assertThat(Ranks.ended(new SingleProcess(), failure, null)).isSameAs(failure);
    }
}
