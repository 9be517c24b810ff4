package zero4j.analyze.judge;

import java.nio.file.Path;
import java.util.Optional;
import zero4j.Words;
import zero4j.analyze.Judge;
import zero4j.analyze.QuestionSubset;
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
     * @throws zero4j.UserError if its file cannot be had, or its library is not there
     */
    public Judge open(Path folder, LlmJudge.Listener listener) {
        return model.<Judge>map(settings -> LlmJudge.open(settings, folder, listener))
                .orElseGet(RuleJudge::new);
    }

    /** What is judged of a pass. */
    public QuestionSubset judged(SampleSet samples) {
        return QuestionSubset.of(samples, responses, seed);
    }
}
