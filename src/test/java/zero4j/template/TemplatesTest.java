package zero4j.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.reward.Rewards;
import zero4j.rollout.Completion;
import zero4j.rollout.FinishReason;
import zero4j.verify.MathVerifier;

class TemplatesTest {
    private static final Question QUESTION = new Question("t:0", " What is {question}$1\\n? ", List.of("4"), Map.of());

    @TempDir
    Path folder;

    @Test
    void none_isTheQuestionAlone() {
        PromptTemplate template = Templates.byName("none");
        assertThat(template.render(QUESTION)).isEqualTo(QUESTION.text());
        assertThat(template.stop()).isEqualTo(StopRule.NONE);
        assertThat(template.reward()).isEqualTo("boxed");
        assertThat(template.requiredTokens()).isEmpty();
    }

    @Test
    void r1_isByteForByteThePapers() {
        PromptTemplate template = Templates.byName("r1");
        String prompt = template.render(QUESTION);
        assertThat(prompt).isEqualTo("""
                        A conversation between User and Assistant. The User asks a question, and the Assistant solves \
                        it. The Assistant first thinks about the reasoning process in the mind and then provides the \
                        User with the answer. The reasoning process is enclosed within <think> </think> and answer is \
                        enclosed within <answer> </answer> tags, respectively, i.e., <think> reasoning process here \
                        </think> <answer> answer here </answer>.
                        User:  What is {question}$1\\n?\s
                        Assistant: <think>""");
        assertThat(template.stop()).isEqualTo(new StopRule(List.of("</answer>"), true));
        assertThat(template.reward()).isEqualTo("tag");
        assertThat(template.requiredTokens()).isEmpty();
    }

    @Test
    void qwenMath_isByteForByteThePapers() {
        PromptTemplate template = Templates.byName("qwen-math");
        assertThat(template.render(QUESTION)).isEqualTo("""
                        <|im_start|>system
                        Please reason step by step, and put your final answer within \\boxed{}.<|im_end|>
                        <|im_start|>user
                         What is {question}$1\\n? <|im_end|>
                        <|im_start|>assistant
                        """);
        assertThat(template.stop()).isEqualTo(StopRule.NONE);
        assertThat(template.requiredTokens()).containsExactly("<|im_start|>", "<|im_end|>");
    }

    @Test
    void fourShot_hasFourWorkedExamplesInTheShapeOfQwensEvaluation() {
        PromptTemplate template = Templates.byName("4-shot");
        String prompt = template.render(QUESTION);
        String[] parts = prompt.split("\n\n\n", -1);
        assertThat(parts).hasSize(5);
        for (String part : parts) {
            assertThat(part).matches("(?s)Question: .*\nAnswer:.*");
        }
        assertThat(parts[4]).isEqualTo("Question: " + QUESTION.text() + "\nAnswer:");
        assertThat(template.stop()).isEqualTo(new StopRule(List.of("\n\nQuestion:"), false));
        assertThat(template.reward()).isEqualTo("boxed");
    }

    /** An example that is wrong, or that the verifier cannot read, would teach models to answer so. */
    @Test
    void fourShot_answersOfTheExamples_areRightAndBoxed() {
        String[] parts = Templates.byName("4-shot").render(QUESTION).split("\n\n\n", -1);
        List<String> answers = List.of("5", "60", "7/15", "(x+3)/(x+4)");
        for (int i = 0; i < answers.size(); i++) {
            Question asked = new Question("t:" + i, "?", List.of(answers.get(i)), Map.of());
            Completion answer = new Completion(new int[0], new float[0], parts[i], FinishReason.STOP, 0);
            assertThat(Rewards.byName("boxed", Templates.byName("4-shot"), new MathVerifier())
                            .score(asked, answer)
                            .reward())
                    .as(parts[i])
                    .isEqualTo(1);
        }
    }

    @Test
    void primeZero_isByteForByteThatOfItsModelsPage() {
        PromptTemplate template = Templates.byName("prime-zero");
        assertThat(template.render(QUESTION)).isEqualTo("""
                        A conversation between User and Assistant. The user asks a question, and the Assistant solves it. \
                        The assistant first thinks about the reasoning process in the mind and then provides the user with \
                        the answer. The reasoning process and answer are enclosed within <think> </think> and <answer> \
                        </answer> tags, respectively, i.e., <think> reasoning process here </think> <answer> answer here \
                        </answer>. User:  What is {question}$1\\n?\s

                        Present the answer in LaTex format: \\boxed{Your answer}. Assistant:""");
        assertThat(template.stop()).isEqualTo(StopRule.NONE);
    }

    @Test
    void openReasonerZero_isByteForByteThatOfItsTraining() {
        PromptTemplate template = Templates.byName("open-reasoner-zero");
        assertThat(template.render(QUESTION)).isEqualTo("""
                        A conversation between User and Assistant. The User asks a question, and the Assistant solves it. \
                        The Assistant first thinks about the reasoning process in the mind and then provides the User with \
                        the answer. The reasoning process is enclosed within <think> </think> and answer is enclosed \
                        within <answer> </answer> tags, respectively, i.e., <think> reasoning process here </think> \
                        <answer> answer here </answer>. User: You must put your answer inside <answer> </answer> tags, \
                        i.e., <answer> answer here </answer>. And your final answer will be extracted automatically by \
                        the \\boxed{} tag.
                        This is the problem:
                         What is {question}$1\\n?\s
                        Assistant: <think>""");
        assertThat(template.stop())
                .isEqualTo(new StopRule(List.of("User:", "Human:", "Assistant:", "</answer>"), true));
    }

    /** Hashes of the templates with the question 1+1, computed from the paper's text outside this program. */
    @Test
    void templates_haveTheRecordedHashes() throws Exception {
        Question question = new Question("t:1", "1+1", List.of("2"), Map.of());
        assertThat(sha256(Templates.byName("r1").render(question)))
                .isEqualTo("6a15d143eaf7edc58d8b329c12ac95565e42c9d34674b297b7559fbeec29977d");
        assertThat(sha256(Templates.byName("qwen-math").render(question)))
                .isEqualTo("c73b9a07724ce787321a42e2232d013a57ab6f94f4f58ef6e908c52f0eb405d2");
        assertThat(sha256(Templates.byName("prime-zero").render(question)))
                .isEqualTo("673be824e644889930c948066bbf2e19f1822649560cc41f0c9a8a84a4a579e4");
        assertThat(sha256(Templates.byName("open-reasoner-zero").render(question)))
                .isEqualTo("03faef3aa5969e7da13ab7f99f88e5fece47c9c44374854e41367ed9d3099970");
    }

    @Test
    void byName_unknown_suggestsTheNearest() {
        assertThatThrownBy(() -> Templates.byName("qwen_math"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean qwen-math?")
                .hasMessageContaining("none, r1, qwen-math");
        assertThatThrownBy(() -> Templates.byName("xyz"))
                .isInstanceOf(UserError.class)
                .hasMessageNotContaining("did you mean");
    }

    @Test
    void byName_textFile_putsTheQuestionInItsPlace() throws IOException {
        Path file = folder.resolve("mine.txt");
        Files.writeString(file, "<|user|>Q: {question}\nA:");
        PromptTemplate template = Templates.byName(file.toString());
        assertThat(template.render(QUESTION)).isEqualTo("<|user|>Q: " + QUESTION.text() + "\nA:");
        assertThat(template.requiredTokens()).containsExactly("<|user|>");
        assertThat(template.stop()).isEqualTo(StopRule.NONE);
    }

    @Test
    void byName_unusableTextFile_saysWhy() throws IOException {
        Path file = folder.resolve("mine.txt");
        assertThatThrownBy(() -> Templates.byName(file.toString()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not exist");
        Files.writeString(file, "no slot");
        assertThatThrownBy(() -> Templates.byName(file.toString()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("exactly once");
        Files.writeString(file, "{question} {question}");
        assertThatThrownBy(() -> Templates.byName(file.toString()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("more than once");
        Files.write(file, new byte[] {(byte) 0xFF});
        assertThatThrownBy(() -> Templates.byName(file.toString()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void requireTokens_unknownTokens_areNamed() {
        PromptTemplate template = Templates.byName("qwen-math");
        assertThatThrownBy(() -> Templates.requireTokens(template, Set.of("<|im_end|>")::contains))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("<|im_start|>")
                .hasMessageNotContaining("<|im_end|>");
        assertThatCode(() -> Templates.requireTokens(template, token -> true)).doesNotThrowAnyException();
        assertThatCode(() -> Templates.requireTokens(Templates.byName("r1"), token -> false))
                .doesNotThrowAnyException();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
