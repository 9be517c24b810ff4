package zero4j.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.data.Question;
import zero4j.reward.Rewards;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.FinishReason;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.template.StopRule;

/** Sampling and scoring by several processes against the same by one. */
class DividedTest {
    private static final SamplingParams PARAMS = new SamplingParams(3, 8, 1, 0, 1, 5);

    /** As engines do, it tells questions of one id apart by their order in its call. */
    private static final class Sampler implements RolloutBackend {
        private final List<Prompt> asked = new ArrayList<>();
        private final Duration takes;

        private Sampler() {
            this(Duration.ZERO);
        }

        private Sampler(Duration takes) {
            this.takes = takes;
        }

        @Override
        public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < takes.toNanos()) {
                Thread.onSpinWait();
            }
            asked.addAll(prompts);
            Map<String, Integer> before = new HashMap<>();
            return prompts.stream()
                    .map(prompt -> {
                        int repeat = before.merge(prompt.question().id(), 1, Integer::sum);
                        List<Completion> completions = IntStream.range(0, params.samples())
                                .mapToObj(sample -> completion(prompt, repeat, sample))
                                .toList();
                        completions.forEach(progress::finished);
                        return new CompletionGroup(prompt, completions);
                    })
                    .toList();
        }

        private static Completion completion(Prompt prompt, int repeat, int sample) {
            String text = prompt.question().id() + " \u00e4 " + repeat + " " + sample;
            float[] logprobs = {-0.1f / 3, Float.MIN_VALUE, -1e30f};
            return new Completion(new int[] {repeat, sample, 7}, logprobs, text, FinishReason.STOP, 4);
        }

        @Override
        public void load(PolicyWeights weights, long version) {}

        @Override
        public Determinism determinism() {
            return Determinism.INDEPENDENT_OF_BATCH;
        }

        @Override
        public void close() {}
    }

    /** Some questions, of which one is asked three times. */
    private static List<Prompt> prompts() {
        return List.of("a", "b", "c", "a", "d", "a", "e").stream()
                .map(id -> new Prompt(new Question(id, id, List.of("1"), Map.of()), id, new int[] {1}, StopRule.NONE))
                .toList();
    }

    private static String inWords(List<CompletionGroup> groups) {
        StringBuilder words = new StringBuilder();
        for (CompletionGroup group : groups) {
            words.append(group.prompt().text()).append(": ");
            for (Completion one : group.completions()) {
                words.append(one.text())
                        .append(Arrays.toString(one.tokens()))
                        .append(Arrays.hashCode(one.logprobs()))
                        .append(one.finishReason())
                        .append(one.policyVersion());
            }
        }
        return words.toString();
    }

    private record Sampled(String groups, List<String> asked, long told) {}

    private static Sampled sampled(Communicator ranks) {
        Sampler own = new Sampler();
        List<Completion> told = new ArrayList<>();
        String groups;
        try (RolloutBackend divided = new DividedRollouts(own, ranks)) {
            groups = inWords(divided.generate(prompts(), PARAMS, told::add));
        }
        return new Sampled(groups, own.asked.stream().map(Prompt::text).toList(), told.size());
    }

    @Test
    void generate_severalProcesses_isWhatOneSamplesOfAShareEach() {
        String alone = inWords(new Sampler().generate(prompts(), PARAMS, RolloutBackend.Progress.NONE));

        List<Sampled> ranks = MeetingPlace.together(2, DividedTest::sampled);

        assertThat(ranks).allSatisfy(rank -> {
            assertThat(rank.groups()).isEqualTo(alone);
            assertThat(rank.told()).isEqualTo(7L * 3);
        });
        assertThat(ranks.stream().map(Sampled::asked))
                .containsExactly(List.of("a", "c", "a", "a", "e"), List.of("b", "d"));
    }

    @Test
    void firstRollouts_severalProcesses_haveWhatTheFirstAloneSampled() {
        String alone = inWords(new Sampler().generate(prompts(), PARAMS, RolloutBackend.Progress.NONE));

        List<String> ranks = MeetingPlace.together(2, joined -> {
            Optional<Sampler> own = joined.rank() == 0 ? Optional.of(new Sampler()) : Optional.empty();
            try (RolloutBackend first = new FirstRollouts(own, false, joined)) {
                String groups = inWords(first.generate(prompts(), PARAMS, RolloutBackend.Progress.NONE));
                assertThat(own.map(sampler -> sampler.asked.size()).orElse(7)).isEqualTo(7);
                return groups;
            }
        });
        assertThat(ranks).containsExactly(alone, alone);
    }

    @Test
    void generate_firstOneLongerThanTheOthersMayWait_givesAllTheWholeBatch() {
        Duration deadline = Duration.ofSeconds(2);
        String alone = inWords(new Sampler().generate(prompts(), PARAMS, RolloutBackend.Progress.NONE));
        List<String> all = new CopyOnWriteArrayList<>();
        try (MeetingPlace place = MeetingPlace.open()) {
            MeetingPlace.forEach(List.of(0, 1), rank -> {
                Optional<Sampler> own =
                        rank == 0 ? Optional.of(new Sampler(deadline.plusMillis(500))) : Optional.empty();
                try (Communicator ranks = Communicator.join(Optional.of(place.of(rank, 2)), deadline);
                        RolloutBackend first = new FirstRollouts(own, false, ranks)) {
                    all.add(inWords(first.generate(prompts(), PARAMS, RolloutBackend.Progress.NONE)));
                }
            });
        }
        assertThat(all).containsExactly(alone, alone);
    }

    @Test
    void scoreAll_severalProcesses_isWhatOneScoresOfAShareEach() {
        List<CompletionGroup> groups = new Sampler().generate(prompts(), PARAMS, RolloutBackend.Progress.NONE);
        List<ScoredGroup> alone = Rewards.scored(
                        "by length", (_, completion) -> completion.tokens()[1] / 3.0)
                .scoreAll(groups);

        List<List<ScoredGroup>> ranks = MeetingPlace.together(
                3,
                joined -> new DividedReward(
                                Rewards.scored(
                                        "by length",
                                        (_, completion) -> completion.tokens()[1] / 3.0),
                                joined)
                        .scoreAll(groups));

        assertThat(ranks).hasSize(3).allSatisfy(rank -> assertThat(rank).isEqualTo(alone));
    }

    @Test
    void generate_moreProcessesThanQuestions_leavesSomeWithoutWork() {
        List<Prompt> one = prompts().subList(0, 1);
        List<String> ranks = MeetingPlace.together(3, joined -> {
            try (RolloutBackend divided = new DividedRollouts(new Sampler(), joined)) {
                return inWords(divided.generate(one, PARAMS, RolloutBackend.Progress.NONE));
            }
        });

        assertThat(ranks).containsOnly(inWords(new Sampler().generate(one, PARAMS, RolloutBackend.Progress.NONE)));
    }

    /** On one rank the first way is waited on before the second is used, on the other the second before the first. */
    @Test
    void beside_twoThreadsInAnyOrder_waitForNothingOfEachOther() {
        List<Long> sums = MeetingPlace.together(2, ranks -> {
            try (Communicator besides = ranks.beside("other")) {
                CompletableFuture<Long> there = CompletableFuture.supplyAsync(
                        () -> besides.sum(1L + besides.rank())[0],
                        task -> Thread.ofPlatform().daemon().start(task));
                if (ranks.rank() == 1) {
                    there.join();
                }
                return 10 * ranks.sum(1L)[0] + there.join();
            }
        });
        assertThat(sums).containsExactly(23L, 23L);
    }

    @Test
    void beside_failed_isToldThereAndLeavesTheFirstWay() {
        List<String> told = MeetingPlace.together(2, ranks -> {
            try (Communicator besides = ranks.beside("other")) {
                if (ranks.rank() == 1) {
                    besides.fail("the reward's program ended");
                    return "" + ranks.sum(1L)[0];
                }
                String message =
                        String.valueOf(catchThrowable(() -> besides.sum(1L)).getMessage());
                assertThat(ranks.isBroken()).isFalse();
                return message + ranks.sum(1L)[0];
            }
        });
        assertThat(told.getFirst())
                .contains("rank 1 failed: the reward's program ended")
                .endsWith("2");
        assertThat(told.getLast()).isEqualTo("2");
    }
}
