package zero4j.reward;

import java.util.Optional;
import zero4j.rollout.Completion;
import zero4j.verify.Verdict;

/**
 * A completion and what the reward function says of it. The one record that training, evaluation, analysis and reports
 * share.
 *
 * @param reward 1 for a correct answer, 0 for anything else in the paper's rewards
 * @param verdict the verifier's word
 * @param formatted whether an answer was found in the required format
 * @param answer the extracted answer
 */
public record ScoredCompletion(
        Completion completion, double reward, Verdict verdict, boolean formatted, Optional<String> answer) {}
