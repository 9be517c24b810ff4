package zero4j.eval;

import java.util.List;
import zero4j.SettingChecks;

/**
 * What is evaluated and when: the section {@code eval}.
 *
 * @param suite the bundled suite {@code nano} and paths: question files, folders of them, folders that Hugging Face
 *     {@code datasets} saved (each split is a benchmark); empty evaluates nothing
 * @param every training steps between evaluations; 0 evaluates only before and after
 * @param questions the first n questions of each benchmark; 0 asks all
 * @param maxNewTokens budget of sampled tokens per completion
 * @param samples completions per question for avg@k and pass@k beside the greedy one; 0 for none
 * @param temperature of those samples, above 0
 */
public record EvalSettings(
        List<String> suite, int every, int questions, int maxNewTokens, int samples, double temperature) {
    public EvalSettings {
        suite = List.copyOf(suite);
        new SettingChecks("eval")
                .that(suite.stream().noneMatch(String::isBlank), "suite", suite, "a name in it is empty")
                .atLeast("every", every, 0)
                .atLeast("questions", questions, 0)
                .atLeast("max_new_tokens", maxNewTokens, 1)
                .atLeast("samples", samples, 0)
                .positive("temperature", temperature)
                .done();
    }
}
