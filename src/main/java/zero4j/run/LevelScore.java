package zero4j.run;

/**
 * Counts of one benchmark at one moment of a run, for the questions of one level.
 *
 * @param level as the questions' source has it; empty for those without
 * @param greedy greedy completions: one for each question
 * @param greedyCorrect those of them that are correct
 * @param sampled other completions: k for each question
 * @param sampledCorrect those of them that are correct
 * @param notEvaluated completions of either kind whose value is right and whose form is not
 */
public record LevelScore(
        String level, int greedy, int greedyCorrect, int sampled, int sampledCorrect, int notEvaluated) {}
