package zero4j.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;
import zero4j.data.Question;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.verify.Verdict;

/** Scores a batch with all processes: each scores a share of its groups, and all get all scores. */
public final class DividedReward implements RewardFunction {
    /** What is said of a completion. */
    private record Score(double reward, Verdict verdict, boolean formatted, Optional<String> answer) {
        static Score of(ScoredCompletion scored) {
            return new Score(scored.reward(), scored.verdict(), scored.formatted(), scored.answer());
        }

        ScoredCompletion on(Completion completion) {
            return new ScoredCompletion(completion, reward, verdict, formatted, answer);
        }
    }

    private static final Shares.Codec<List<Score>> CODEC = Shares.json(new TypeReference<List<List<Score>>>() {});

    private final RewardFunction own;
    private final Communicator ranks;

    /**
     * A reward of several processes.
     *
     * @param own that of this process; closed with this
     */
    public DividedReward(RewardFunction own, Communicator ranks) {
        this.own = own;
        this.ranks = ranks;
    }

    @Override
    public String name() {
        return own.name();
    }

    @Override
    public String rules() {
        return own.rules();
    }

    @Override
    public String marked(String answer) {
        return own.marked(answer);
    }

    @Override
    public RewardFunction truth() {
        return new DividedReward(own.truth(), ranks);
    }

    @Override
    public ScoredCompletion score(Question question, Completion completion) {
        return own.score(question, completion);
    }

    @Override
    public List<ScoredGroup> scoreAll(List<CompletionGroup> groups) {
        long[] characters = groups.stream()
                .mapToLong(group -> group.completions().stream()
                        .mapToLong(completion -> completion.text().length())
                        .sum())
                .toArray();
        List<List<Score>> scores = Shares.results(
                ranks,
                groups,
                Shares.byCost(characters, ranks.world()),
                share -> own.scoreAll(share).stream()
                        .map(group ->
                                group.completions().stream().map(Score::of).toList())
                        .toList(),
                CODEC);
        List<ScoredGroup> scored = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            CompletionGroup group = groups.get(i);
            List<Score> ofGroup = scores.get(i);
            scored.add(new ScoredGroup(
                    group.prompt(),
                    IntStream.range(0, ofGroup.size())
                            .mapToObj(c -> ofGroup.get(c).on(group.completions().get(c)))
                            .toList()));
        }
        return List.copyOf(scored);
    }

    @Override
    public void requireReady() {
        own.requireReady();
    }

    @Override
    public void keepLogIn(Path folder) {
        own.keepLogIn(folder);
    }

    @Override
    public void close() {
        own.close();
    }
}
