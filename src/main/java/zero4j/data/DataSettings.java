package zero4j.data;

import zero4j.SettingChecks;

/**
 * Which questions are asked in training: the section {@code data}.
 *
 * @param train {@code nano}, {@code nano:} with a comma-separated list of families, or the path of a file or folder
 * @param questionColumn column of the question; empty finds it by its name
 * @param answerColumn column of the reference answer; empty finds it by its name
 * @param maxPromptTokens questions whose prompt is longer are left out
 * @param specialTokens what is done with special tokens that questions contain; holds for benchmarks too
 */
public record DataSettings(
        String train, String questionColumn, String answerColumn, int maxPromptTokens, SpecialTokens specialTokens) {
    public DataSettings {
        new SettingChecks("data")
                .notBlank("train", train)
                .atLeast("max_prompt_tokens", maxPromptTokens, 1)
                .done();
    }
}
