package zero4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.data.Question;
import zero4j.learn.LearnReport;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.Completion;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.run.KeptGroup;
import zero4j.run.RecordSettings;
import zero4j.run.TokenValues;
import zero4j.template.StopRule;
import zero4j.verify.Verdict;

class GroupsToKeepTest {
    private static final int TOKENS = 3;

    /** A group of completions with these rewards, each token of log-prob {@code logprob}. */
    private static ScoredGroup group(int number, float logprob, double... rewards) {
        Question question = new Question("q" + number, "text " + number, List.of("1"), Map.of("level", "" + number));
        List<ScoredCompletion> completions = new ArrayList<>();
        for (double reward : rewards) {
            float[] logprobs = {logprob, logprob, logprob};
            completions.add(new ScoredCompletion(
                    new Completion(new int[TOKENS], logprobs, "abc", FinishReason.EOS, 7),
                    reward,
                    new Verdict(Verdict.Outcome.INCORRECT, "x"),
                    true,
                    Optional.of("1")));
        }
        return new ScoredGroup(new Prompt(question, "p", new int[] {1}, StopRule.NONE), completions);
    }

    /** Advantages are 10 times the response's index, plus the token's where {@code vary}; entropies a hundredth of it. */
    private static GroupsToKeep.Learnt learnt(List<ScoredGroup> groups, boolean vary) {
        List<Response> responses = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            for (ScoredCompletion scored : groups.get(g).completions()) {
                responses.add(Response.of(g, groups.get(g).prompt(), scored.completion(), scored.reward()));
            }
        }
        List<float[]> advantages = IntStream.range(0, responses.size())
                .mapToObj(i -> new float[] {10 * i, 10 * i, 10 * i + (vary ? 3 : 0)})
                .toList();
        List<float[]> entropies = IntStream.range(0, responses.size())
                .mapToObj(i -> i == 0 ? new float[0] : new float[] {i, i, i})
                .toList();
        List<float[]> none = Collections.nCopies(responses.size(), new float[0]);
        return new GroupsToKeep.Learnt(
                groups,
                new TrainBatch(responses, none, none, none, advantages, none),
                new LearnReport(1, 0, 1, 1, Map.of(), entropies));
    }

    private static List<String> kept(int most, List<ScoredGroup> groups) {
        return new GroupsToKeep(new RecordSettings(most, true), (_, tokens, _) -> new int[tokens.length])
                .choose(1, 1, groups, learnt(groups, false)).stream()
                        .map(group -> group.completions().getFirst().record().questionId())
                        .toList();
    }

    @Test
    void choose_moreGroupsThanMayBeKept_keepsBestWorstAndMostSurprising() {
        List<ScoredGroup> groups = List.of(
                group(0, -1, 1, 0, 1, 0),
                group(1, -1, 1, 1, 0, 0),
                group(2, -1, 1, 0, 0, 0), // one right where all others are wrong
                group(3, -1, 0, 0, 0, 0), // the worst
                group(4, -1, 0, 1, 1, 0),
                group(5, -1, 1, 1, 1, 1)); // the best

        assertThat(kept(3, groups)).containsExactly("q2", "q3", "q5");
        assertThat(kept(4, groups)).containsExactly("q0", "q2", "q3", "q5");
        assertThat(kept(0, groups)).hasSize(6);
        assertThat(kept(9, groups)).hasSize(6);
    }

    @Test
    void choose_rewardsAllTheSame_takesTheLeastLikelyCompletionAsTheMostSurprising() {
        List<ScoredGroup> groups = List.of(
                group(0, -1, 0, 0), group(1, -1, 0, 0), group(2, -1, 0, 0), group(3, -5, 0, 0), group(4, -2, 0, 0));

        assertThat(kept(3, groups)).contains("q3");
    }

    @Test
    void choose_learntFromSome_givesEachItsOwnAdvantageAndEntropy() {
        List<ScoredGroup> groups = List.of(group(0, -1, 1, 0), group(1, -2, 0, 0), group(2, -3, 0, 1));
        GroupsToKeep keep =
                new GroupsToKeep(new RecordSettings(0, true), (_, tokens, text) -> new int[] {1, 2, text.length() - 3});

        List<KeptGroup> kept = keep.choose(8, 0.5, groups, learnt(List.of(groups.get(0), groups.get(2)), true));

        assertThat(kept).hasSize(3);
        assertThat(kept.get(1).completions()).allSatisfy(one -> {
            assertThat(one.advantage()).isEmpty();
            assertThat(one.entropy()).isEmpty();
            assertThat(one.logprob()).isEqualTo(OptionalDouble.of(-2));
        });
        KeptGroup.Kept last = kept.get(2).completions().get(1); // response 3 of the batch
        assertThat(last.advantage()).isEqualTo(OptionalDouble.of(31));
        assertThat(last.entropy()).isEqualTo(OptionalDouble.of(3));
        assertThat(last.policyVersion()).isEqualTo(7);
        assertThat(last.record().step()).isEqualTo(8);
        assertThat(last.record().temperature()).isEqualTo(0.5);
        assertThat(kept.get(2).question()).isEqualTo(new KeptGroup.Asked("text 2", Map.of("level", "2")));
        TokenValues values = last.tokens().orElseThrow();
        assertThat(values.advantages().orElseThrow()).containsExactly(30, 30, 33);
        assertThat(values.lengths()).containsExactly(1, 2, 0);
        assertThat(values.texts("abc")).containsExactly("a", "bc", "");
        assertThat(kept.getFirst().completions().getFirst().entropy()).isEmpty(); // without a gradient
    }

    @Test
    void choose_advantageOfAllTokensTheSame_keepsItOnce() {
        List<ScoredGroup> groups = List.of(group(0, -1, 1, 0));
        GroupsToKeep keep = new GroupsToKeep(new RecordSettings(0, true), (_, tokens, _) -> new int[tokens.length]);

        KeptGroup.Kept kept = keep.choose(1, 1, groups, learnt(groups, false))
                .getFirst()
                .completions()
                .get(1);

        assertThat(kept.advantage()).isEqualTo(OptionalDouble.of(10));
        assertThat(kept.tokens().orElseThrow().advantages()).isEmpty();
    }
}
