package zero4j.reward;

import java.nio.file.Path;
import java.util.List;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;

/** Pays what a control says for what another reward has judged: verdict, answer and format stay that one's. */
final class ControlReward implements RewardFunction {
    private final Control control;
    private final RewardFunction truth;
    private final long seed;

    /** @param truth judges; closed with this */
    ControlReward(Control control, RewardFunction truth, long seed) {
        this.control = control;
        this.truth = truth;
        this.seed = seed;
    }

    @Override
    public String name() {
        return control.word();
    }

    @Override
    public String rules() {
        return control.pays() + "; judged by " + truth.name() + ", " + truth.rules();
    }

    @Override
    public RewardFunction truth() {
        return truth;
    }

    @Override
    public String marked(String answer) {
        return truth.marked(answer);
    }

    @Override
    public ScoredCompletion score(Question question, Completion completion) {
        return paid(question, truth.score(question, completion));
    }

    @Override
    public List<ScoredGroup> scoreAll(List<CompletionGroup> groups) {
        return truth.scoreAll(groups).stream().map(this::paid).toList();
    }

    private ScoredGroup paid(ScoredGroup group) {
        Question question = group.prompt().question();
        return new ScoredGroup(
                group.prompt(),
                group.completions().stream()
                        .map(judged -> paid(question, judged))
                        .toList());
    }

    private ScoredCompletion paid(Question question, ScoredCompletion judged) {
        return new ScoredCompletion(
                judged.completion(),
                control.pay(question, judged, seed),
                judged.verdict(),
                judged.formatted(),
                judged.answer());
    }

    @Override
    public void requireReady() {
        truth.requireReady();
    }

    @Override
    public void keepLogIn(Path folder) {
        truth.keepLogIn(folder);
    }

    @Override
    public void close() {
        truth.close();
    }
}
