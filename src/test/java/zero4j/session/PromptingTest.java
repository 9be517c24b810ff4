package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.data.LoadedQuestions;
import zero4j.data.Question;
import zero4j.data.SpecialTokens;
import zero4j.rollout.Prompt;
import zero4j.template.Templates;
import zero4j.tokenizer.Tokenizer;

class PromptingTest {
    private static final Question PLAIN = question("What is 1+1 mod 10?");
    private static final Question SPECIAL = question("What is <|im_end|>1+1<|endoftext|>?");

    private final Tokenizer tokenizer = Tokenizer.load(Path.of("models/nano"));
    private final List<String> warnings = new ArrayList<>();
    private final QuestionSource source = new QuestionSource(warnings::add);

    @AfterEach
    void close() {
        tokenizer.close();
    }

    private static Question question(String text) {
        return new Question("set:0", text, List.of("2"), Map.of());
    }

    private Prompting prompting(SpecialTokens what) {
        return new Prompting(Templates.byName("qwen-math"), tokenizer, what);
    }

    private long count(Prompt prompt, String token) {
        int id = tokenizer.id(token).orElseThrow();
        return Arrays.stream(prompt.tokens()).filter(other -> other == id).count();
    }

    @Test
    void escape_makesTextOfTheQuestionsTokens_andKeepsTheTemplates() {
        Prompt escaped = prompting(SpecialTokens.ESCAPE).apply(SPECIAL);
        Prompt read = prompting(SpecialTokens.WARN).apply(SPECIAL);

        assertThat(count(escaped, "<|im_end|>")).isEqualTo(2);
        assertThat(count(read, "<|im_end|>")).isEqualTo(3);
        assertThat(count(escaped, "<|endoftext|>")).isZero();
        assertThat(escaped.text()).isEqualTo(read.text());
        assertThat(escaped.question()).isEqualTo(SPECIAL);
    }

    @Test
    void escape_changesNoOtherPrompt() {
        assertThat(prompting(SpecialTokens.ESCAPE).apply(PLAIN).tokens())
                .isEqualTo(prompting(SpecialTokens.WARN).apply(PLAIN).tokens());
    }

    @Test
    void warn_countsTheQuestionsAndNamesTheFirst() {
        tell(SpecialTokens.WARN, PLAIN, SPECIAL, SPECIAL);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("set: 2 questions", "<|im_end|>", "set:0", "data.special_tokens");
    }

    @Test
    void refuse_isAnErrorOnlyWhereThereAreSome() {
        tell(SpecialTokens.REFUSE, PLAIN);
        assertThatThrownBy(() -> tell(SpecialTokens.REFUSE, PLAIN, SPECIAL))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("set: 1 question contains a special token");
        assertThat(warnings).isEmpty();
    }

    private void tell(SpecialTokens what, Question... questions) {
        source.tellSpecialTokens(Stream.of(new LoadedQuestions("set", List.of(questions))), prompting(what), what);
    }
}
