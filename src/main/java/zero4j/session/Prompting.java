package zero4j.session;

import java.util.function.Function;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.rollout.Prompt;
import zero4j.template.PromptTemplate;
import zero4j.template.StopRule;
import zero4j.template.Templates;
import zero4j.tokenizer.Tokenizer;

/** Makes prompts out of questions: the template's text, tokenized once. Thread-safe. */
public final class Prompting implements Function<Question, Prompt> {
    private final PromptTemplate template;
    private final Tokenizer tokenizer;

    /** @throws UserError if the tokenizer lacks special tokens that the template relies on */
    public Prompting(PromptTemplate template, Tokenizer tokenizer) {
        this.template = template;
        this.tokenizer = tokenizer;
        Templates.requireTokens(template, token -> tokenizer.id(token).isPresent());
    }

    public PromptTemplate template() {
        return template;
    }

    @Override
    public Prompt apply(Question question) {
        String text = Templates.REGISTRY.ask(template, asked -> asked.render(question));
        StopRule stop = Templates.REGISTRY.ask(template, PromptTemplate::stop);
        return new Prompt(question, text, tokenizer.encodePrompt(text), stop);
    }
}
