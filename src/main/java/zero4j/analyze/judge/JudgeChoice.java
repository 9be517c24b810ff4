package zero4j.analyze.judge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import zero4j.Words;
import zero4j.analyze.Judge;
import zero4j.analyze.QuestionSubset;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleSet;

/**
 * Who judges, and how much.
 *
 * @param model that judges; empty for rules
 * @param responses of each cell that are judged at most, as whole questions; 0 for all
 * @param seed of the choice of questions
 */
public record JudgeChoice(Optional<JudgeSettings> model, int responses, long seed) {
    /** Rules, of everything. */
    public static final JudgeChoice RULES = new JudgeChoice(Optional.empty(), 0, 1);

    public JudgeChoice {
        if (responses < 0) {
            throw new IllegalArgumentException("a judge of " + Words.counted(responses, "response"));
        }
    }

    /**
     * The judge.
     *
     * @param folder of the pass, where a model's judgements are kept
     * @throws zero4j.UserError if its file cannot be had
     */
    public Judge open(Path folder, LlmJudge.Listener listener) {
        return model.<Judge>map(settings -> LlmJudge.open(settings, folder, listener))
                .orElseGet(RuleJudge::new);
    }

    /**
     * The most that judging can take of a pass that is not sampled yet, if every response is as long as its budget; empty if rules judge.
     *
     * @param questions texts of all that are asked
     * @param maxNewTokens budget of a response
     */
    public Optional<JudgeCost> atMost(
            List<JudgeTask> tasks, List<SampleCell> cells, List<String> questions, int maxNewTokens) {
        return model.map(settings -> {
            int most = cells.stream().mapToInt(SampleCell::samples).max().orElse(1);
            int judged = responses == 0 ? questions.size() : Math.min(questions.size(), Math.max(1, responses / most));
            long ofEach =
                    (long) judged * cells.stream().mapToInt(SampleCell::samples).sum();
            long tokens = 0;
            for (JudgeTask task : tasks) {
                double asked = questions.stream()
                        .mapToLong(question -> TokenEstimate.of(task.user(new Judge.Response(question, ""))))
                        .average()
                        .orElse(0);
                tokens += Math.round(ofEach * (TokenEstimate.of(task.system()) + asked + maxNewTokens));
            }
            long calls = ofEach * tasks.size();
            return new JudgeCost(calls, 0, calls, tokens, calls * LlmJudge.REPLY_TOKENS, settings.price());
        });
    }

    /** What is judged of a pass. */
    public QuestionSubset judged(SampleSet samples) {
        return QuestionSubset.of(samples, responses, seed);
    }
}
