package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.data.ColumnNames;
import zero4j.data.LoadedQuestions;
import zero4j.data.Message;
import zero4j.data.Question;
import zero4j.data.QuestionFiles;
import zero4j.data.SpecialTokens;
import zero4j.rollout.Prompt;
import zero4j.template.Templates;
import zero4j.tokenizer.Tokenizer;

class PromptingTest {
    private static final Question PLAIN = question("What is 1+1 mod 10?");
    private static final Question SPECIAL = question("What is <|im_end|>1+1<|endoftext|>?");

    @TempDir
    private Path folder = Path.of("");

    private final Tokenizer tokenizer = Tokenizer.load(Path.of("models/nano"));
    private final List<String> warnings = new ArrayList<>();
    private final QuestionSource source = new QuestionSource(warnings::add);

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
    void conversation_withoutAChatTemplate_isRefusedOrIsTheTemplatesQuestion() {
        Question one = asked(new Message("user", "What is 1+1 mod 10?"));
        Question two = asked(new Message("system", "Be brief."), new Message("user", "What is 1+1 mod 10?"));
        assertThat(prompting(SpecialTokens.WARN).apply(one).tokens())
                .isEqualTo(prompting(SpecialTokens.WARN).apply(PLAIN).tokens());
        assertThatThrownBy(() -> prompting(SpecialTokens.WARN).apply(two))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("conversation of 2 messages");
        Prompting alone = new Prompting(Templates.byName("none"), tokenizer);
        assertThatThrownBy(() -> alone.apply(one))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no chat template")
                .hasMessageContaining("which lists of messages need");
        assertThatThrownBy(() -> new Prompting(Templates.byName("chat"), tokenizer))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no chat template")
                .hasMessageContaining("which the template chat is");
    }

    @Test
    void conversation_withAChatTemplate_isRenderedByIt() throws IOException {
        for (Path file : List.of(Path.of("tokenizer.json"), Path.of("tokenizer_config.json"))) {
            Files.copy(Path.of("models/nano").resolve(file), folder.resolve(file));
        }
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{% for m in messages %}<|im_start|>{{ m.role }}{{ m.content }}<|im_end|>{% endfor %}");
        Tokenizer chatting = Tokenizer.load(folder);
        Question two = asked(new Message("system", "a"), new Message("user", "1<|im_end|>"));
        Prompting prompting = new Prompting(Templates.byName("none"), chatting, SpecialTokens.ESCAPE);
        Prompt prompt = prompting.apply(two);
        assertThat(prompt.text()).isEqualTo("<|im_start|>systema<|im_end|><|im_start|>user1<|im_end|><|im_end|>");
        assertThat(count(prompt, "<|im_end|>")).isEqualTo(2);
        assertThat(prompting.chat()).as("read once").isSameAs(prompting.chat());
        assertThat(new Prompting(Templates.byName("chat"), chatting)
                        .apply(PLAIN)
                        .text())
                .isEqualTo("<|im_start|>user" + PLAIN.text() + "<|im_end|>");
    }

    @Test
    void tell_oneConversationInARoleThatTheTemplateRefuses_isToldBeforehandWithFileAndQuestion() throws IOException {
        for (Path file : List.of(Path.of("tokenizer.json"), Path.of("tokenizer_config.json"))) {
            Files.copy(Path.of("models/nano").resolve(file), folder.resolve(file));
        }
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
                        + "{% for m in messages %}{{ m.content }}{% endfor %}");
        String row = "{\"prompt\": [%s], \"answer\": 2}\n";
        String user = "{\"role\": \"user\", \"content\": \"1\"}";
        String longer = user + ", {\"role\": \"assistant\", \"content\": \"2\"}, " + user;
        String system = "{\"role\": \"system\", \"content\": \"a\"}, " + user;
        Path file = Files.writeString(
                folder.resolve("mine.jsonl"), row.formatted(longer) + row.formatted(user) + row.formatted(system));
        Tokenizer chatting = Tokenizer.load(folder);
        Prompting prompting = new Prompting(Templates.byName("none"), chatting);
        assertThatThrownBy(() -> source.tellSpecialTokens(
                        Stream.of(QuestionFiles.open(file, ColumnNames.FOUND)), prompting, SpecialTokens.WARN))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("mine:2")
                .hasMessageContaining("no system role");
    }

    private static Question asked(Message... messages) {
        return new Question("set:0", "What is 1+1 mod 10?", List.of("2"), Map.of(), List.of(messages));
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
    void escape_saysNothing() {
        tell(SpecialTokens.ESCAPE, PLAIN, SPECIAL);
        assertThat(warnings).isEmpty();
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
