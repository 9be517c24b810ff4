package zero4j.session;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.LoadedQuestions;
import zero4j.data.Message;
import zero4j.data.Question;
import zero4j.data.QuestionSet;
import zero4j.data.SpecialTokens;
import zero4j.rollout.Prompt;
import zero4j.template.ChatTemplate;
import zero4j.template.PromptTemplate;
import zero4j.template.StopRule;
import zero4j.template.Templates;
import zero4j.tokenizer.Tokenizer;

/** Makes prompts out of questions: the template's text, tokenized once. Thread-safe. */
public final class Prompting implements Function<Question, Prompt> {
    private static final String ALONE = "none";
    private static final int TOKENS_AT_ENDS = 8;

    private final PromptTemplate template;
    private final Tokenizer tokenizer;
    private final SpecialText special;
    private final boolean escaping;

    /** Read when it is first needed; whoever comes at the same time may read it once more, which does no harm. */
    private volatile @Nullable ChatTemplate chat;

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
        if (template.name().equals(Templates.OF_TOKENIZER)) {
            chat();
        }
        Templates.requireTokens(template, token -> tokenizer.id(token).isPresent());
    }

    public PromptTemplate template() {
        return template;
    }

    /** The special tokens of questions. */
    SpecialText special() {
        return special;
    }

    /**
     * The prompt of a question.
     *
     * @throws UserError if it is a conversation that the template has no place for
     */
    @Override
    public Prompt apply(Question question) {
        boolean cutting = escaping && special.in(question).isPresent();
        boolean chatting = usesChat(question);
        String text = text(cutting ? special.cut(question) : question);
        StopRule stop = Templates.REGISTRY.ask(template, PromptTemplate::stop);
        List<String> pieces = cutting ? List.of(text.split(SpecialText.CUT, -1)) : List.of(text);
        int[] tokens = chatting ? tokenizer.encode(pieces) : tokenizer.encodePrompt(pieces);
        return new Prompt(question, String.join("", pieces), tokens, stop);
    }

    private String text(Question question) {
        return usesChat(question) ? chat().render(conversation(question)) : rendered(question);
    }

    /** Questions of a set, if it has an end, whose prompts have more tokens. */
    long countLonger(QuestionSet questions, int tokens) {
        return questions instanceof LoadedQuestions loaded
                ? loaded.questions().parallelStream()
                        .filter(question -> mayBeLonger(text(question), tokens))
                        .filter(question -> apply(question).tokens().length > tokens)
                        .count()
                : 0;
    }

    /** Of plain letters no tokenizer makes more tokens than they are, but for some at the ends: most need not be tokenized. */
    private static boolean mayBeLonger(String text, int tokens) {
        return text.length() + TOKENS_AT_ENDS > tokens || text.chars().anyMatch(character -> character > 127);
    }

    /** Conversations without a template of the recipe's have the tokenizer's. */
    private boolean usesChat(Question question) {
        return template.name().equals(Templates.OF_TOKENIZER)
                || (template.name().equals(ALONE) && !question.messages().isEmpty());
    }

    private String rendered(Question question) {
        if (question.messages().size() > 1) {
            throw new UserError(question.id() + " is a conversation of "
                    + Words.counted(question.messages().size(), "message") + ", and the template " + template.name()
                    + " has room for one question. Set template to "
                    + Templates.OF_TOKENIZER + ", which is the tokenizer's own");
        }
        return Templates.REGISTRY.ask(template, chosen -> chosen.render(question));
    }

    private static List<Message> conversation(Question question) {
        return question.messages().isEmpty()
                ? List.of(new Message(Message.USER, question.text()))
                : question.messages();
    }

    /**
     * The tokenizer's chat template, the same each time.
     *
     * @throws UserError if it has none, or one that cannot be read
     */
    ChatTemplate chat() {
        ChatTemplate known = chat;
        if (known == null) {
            known = ChatTemplate.of(source(), tokenizer.namedTokens());
            chat = known;
        }
        return known;
    }

    private String source() {
        boolean chosen = template.name().equals(Templates.OF_TOKENIZER);
        return tokenizer
                .chatTemplate()
                .orElseThrow(() -> new UserError("the model's tokenizer has no chat template (chat_template in"
                        + " tokenizer_config.json, or chat_template.jinja), which "
                        + (chosen
                                ? "the template " + Templates.OF_TOKENIZER + " is. Set template to " + others(true)
                                : "lists of messages need. Set template to " + others(false) + ", where each list is a"
                                        + " single message, or name a column of text by data.question_column")));
    }

    /** The templates that need no chat template, in words. */
    private static String others(boolean alone) {
        return Templates.REGISTRY.names().stream()
                        .filter(name -> !name.equals(Templates.OF_TOKENIZER) && (alone || !name.equals(ALONE)))
                        .collect(Collectors.joining(", "))
                + " or a .txt file";
    }
}
