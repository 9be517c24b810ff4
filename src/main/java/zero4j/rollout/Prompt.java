package zero4j.rollout;

import zero4j.data.Question;
import zero4j.template.StopRule;

/**
 * A question ready to be sampled from.
 *
 * @param question what is asked
 * @param text the rendered template
 * @param tokens token ids of {@code text}, BOS included where the tokenizer adds one; shape [prompt length], not to be modified
 * @param stop where completions stop
 */
public record Prompt(Question question, String text, int[] tokens, StopRule stop) {}
