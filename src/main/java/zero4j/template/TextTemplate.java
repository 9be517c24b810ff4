package zero4j.template;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import zero4j.data.Question;

/**
 * A fixed text around the question.
 *
 * @param help line for lists of templates
 * @param before text before the question
 * @param after text after it
 */
record TextTemplate(String name, String help, String before, String after, StopRule stop, String reward)
        implements PromptTemplate {
    /** How the tokenizers of Qwen, Llama and their kin write special tokens. */
    private static final Pattern SPECIAL = Pattern.compile("<\\|[^|<>\\s]+\\|>");

    @Override
    public String render(Question question) {
        return before + question.text() + after;
    }

    @Override
    public List<String> requiredTokens() {
        return SPECIAL.matcher(before + "\n" + after)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }
}
