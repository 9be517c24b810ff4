package zero4j.template;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import zero4j.Registry;
import zero4j.UserError;

/**
 * The templates that recipes choose by name: those of arXiv 2503.20783 (section 2.1 and appendix), those of the projects that it
 * compares with, and text files.
 *
 * <p>A text file, chosen by its path, which ends in {@code .txt}, holds the prompt with {@value #SLOT} where the question
 * goes. It is used as it stands, a newline at its end included; its answers are boxed, and only the model's EOS stops a
 * completion.
 */
public final class Templates {
    private static final String SLOT = "{question}";

    private static final PromptTemplate NONE =
            new TextTemplate("none", "the question alone", "", "", StopRule.NONE, "boxed");

    private static final PromptTemplate R1 = new TextTemplate(
            "r1",
            "a conversation with thoughts and answer in tags, as R1-Zero's",
            "A conversation between User and Assistant. The User asks a question, and the Assistant solves it. The"
                    + " Assistant first thinks about the reasoning process in the mind and then provides the User with"
                    + " the answer. The reasoning process is enclosed within <think> </think> and answer is enclosed"
                    + " within <answer> </answer> tags, respectively, i.e., <think> reasoning process here </think>"
                    + " <answer> answer here </answer>.\nUser: ",
            "\nAssistant: <think>",
            new StopRule(List.of("</answer>"), true),
            "tag");

    private static final PromptTemplate QWEN_MATH = new TextTemplate(
            "qwen-math",
            "the chat format of Qwen2.5-Math, its answer in a box",
            """
            <|im_start|>system
            Please reason step by step, and put your final answer within \\boxed{}.<|im_end|>
            <|im_start|>user
            """,
            "<|im_end|>\n<|im_start|>assistant\n",
            StopRule.NONE,
            "boxed");

    private static final PromptTemplate FOUR_SHOT = new TextTemplate(
            "4-shot",
            "four worked examples before the question, as Qwen2.5-Math's evaluation asks base models",
            WorkedExamples.before(),
            WorkedExamples.after(),
            WorkedExamples.STOP,
            "boxed");

    /** Of the model PRIME-RL/Eurus-2-7B-PRIME-Zero, as its page and the paper's evaluation have it. */
    private static final PromptTemplate PRIME_ZERO = new TextTemplate(
            "prime-zero",
            "that of Eurus-2-7B-PRIME-Zero",
            "A conversation between User and Assistant. The user asks a question, and the Assistant solves it. The"
                    + " assistant first thinks about the reasoning process in the mind and then provides the user with"
                    + " the answer. The reasoning process and answer are enclosed within <think> </think> and <answer>"
                    + " </answer> tags, respectively, i.e., <think> reasoning process here </think> <answer> answer here"
                    + " </answer>. User: ",
            "\n\nPresent the answer in LaTex format: \\boxed{Your answer}. Assistant:",
            StopRule.NONE,
            "boxed");

    /**
     * Of the project Open-Reasoner-Zero, which ends a completion at any of these strings. It looks for a box between the tags of
     * the answer; the last box of a completion that ends there is that one.
     */
    private static final PromptTemplate OPEN_REASONER_ZERO = new TextTemplate(
            "open-reasoner-zero",
            "that of Open-Reasoner-Zero: thoughts and answer in tags, the answer also in a box",
            "A conversation between User and Assistant. The User asks a question, and the Assistant solves it. The"
                    + " Assistant first thinks about the reasoning process in the mind and then provides the User with"
                    + " the answer. The reasoning process is enclosed within <think> </think> and answer is enclosed"
                    + " within <answer> </answer> tags, respectively, i.e., <think> reasoning process here </think>"
                    + " <answer> answer here </answer>. User: You must put your answer inside <answer> </answer> tags,"
                    + " i.e., <answer> answer here </answer>. And your final answer will be extracted automatically by"
                    + " the \\boxed{} tag.\nThis is the problem:\n",
            "\nAssistant: <think>",
            new StopRule(List.of("User:", "Human:", "Assistant:", "</answer>"), true),
            "boxed");

    /** Name of the template that stands for the one that the model's tokenizer brings; whoever has the tokenizer renders it. */
    public static final String OF_TOKENIZER = "chat";

    private static final PromptTemplate CHAT = new TextTemplate(
            OF_TOKENIZER, "the chat template of the model's tokenizer", "", "", StopRule.NONE, "boxed");

    /** The templates that have a name. */
    public static final Registry<PromptTemplate> REGISTRY = Registry.withProviders(
            "template",
            PromptTemplate.class,
            List.of(NONE, R1, QWEN_MATH, FOUR_SHOT, CHAT, PRIME_ZERO, OPEN_REASONER_ZERO));

    private Templates() {}

    /** Whether {@link #byName} knows the name, or takes it for the path of a text file. */
    public static boolean knows(String name) {
        return isFile(name) || REGISTRY.find(name).isPresent();
    }

    private static boolean isFile(String name) {
        return name.endsWith(".txt");
    }

    /**
     * A template by its name, or by the path of a text file.
     *
     * @throws UserError when there is none of this name, or the file cannot be used
     */
    public static PromptTemplate byName(String name) {
        if (isFile(name)) {
            return fromFile(name);
        }
        return REGISTRY.find(name)
                .orElseThrow(() -> new UserError("there is no template '" + name + "'; it must be a .txt file with "
                        + SLOT + " in it, or " + REGISTRY.oneOf(name)));
    }

    private static PromptTemplate fromFile(String path) {
        return ofText(path, read(Path.of(path)));
    }

    /**
     * A template as a text file says it.
     *
     * @throws UserError if the place of the question is not in it exactly once
     */
    public static PromptTemplate ofText(String name, String text) {
        int at = text.indexOf(SLOT);
        if (at < 0 || text.indexOf(SLOT, at + 1) >= 0) {
            throw new UserError("the template " + name + " must contain " + SLOT + " exactly once, where the question"
                    + " goes; it contains it " + (at < 0 ? "nowhere." : "more than once."));
        }
        return new TextTemplate(
                name, "a text file", text.substring(0, at), text.substring(at + SLOT.length()), StopRule.NONE, "boxed");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new UserError("The template file " + file.toAbsolutePath() + " does not exist.", e);
        } catch (CharacterCodingException e) {
            throw new UserError("The template file " + file + " is not UTF-8. Save it as UTF-8.", e);
        } catch (IOException e) {
            throw new UserError("Cannot read the template file " + file + ": " + e, e);
        }
    }

    /**
     * Checks that a tokenizer knows every special token of a template; as plain text they would mean nothing to the model.
     *
     * @param knows whether the tokenizer has a single token of this name
     * @throws UserError that names the missing tokens
     */
    public static void requireTokens(PromptTemplate template, Predicate<String> knows) {
        List<String> missing = REGISTRY.ask(template, PromptTemplate::requiredTokens).stream()
                .filter(knows.negate())
                .toList();
        if (!missing.isEmpty()) {
            throw new UserError("The template " + template.name() + " needs the special tokens "
                    + String.join(", ", missing) + ", which the model's tokenizer does not have. Choose the template"
                    + " none or r1, or a model trained with these tokens.");
        }
    }
}
