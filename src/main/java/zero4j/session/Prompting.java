package zero4j.session;

import java.util.List;
import java.util.function.Function;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.data.SpecialTokens;
import zero4j.rollout.Prompt;
import zero4j.template.PromptTemplate;
import zero4j.template.StopRule;
import zero4j.template.Templates;
import zero4j.tokenizer.Tokenizer;

/** Makes prompts out of questions: the template's text, tokenized once. Thread-safe. */
public final class Prompting implements Function<Question, Prompt> {
    private final PromptTemplate template;
    private final Tokenizer tokenizer;
    private final SpecialText special;
    private final boolean escaping;

    /** @throws UserError if the tokenizer lacks special tokens that the template relies on */
    public Prompting(PromptTemplate template, Tokenizer tokenizer) {
        this(template, tokenizer, SpecialTokens.WARN);
    }

    /** The same, with what is done with special tokens in questions. */
    public Prompting(PromptTemplate template, Tokenizer tokenizer, SpecialTokens inQuestions) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.special = new SpecialText(tokenizer);
        this.escaping = inQuestions == SpecialTokens.ESCAPE;
        Templates.requireTokens(template, token -> tokenizer.id(token).isPresent());
    }

    public PromptTemplate template() {
        return template;
    }

    /** The special tokens of questions. */
    SpecialText special() {
        return special;
    }

    @Override
    public Prompt apply(Question question) {
        boolean cutting = escaping && special.in(question).isPresent();
        Question asked = cutting ? special.cut(question) : question;
        String text = Templates.REGISTRY.ask(template, chosen -> chosen.render(asked));
        StopRule stop = Templates.REGISTRY.ask(template, PromptTemplate::stop);
        if (!cutting) {
            return new Prompt(question, text, tokenizer.encodePrompt(text), stop);
        }
        List<String> pieces = List.of(text.split(SpecialText.CUT, -1));
        return new Prompt(question, String.join("", pieces), tokenizer.encodePrompt(pieces), stop);
    }
}
