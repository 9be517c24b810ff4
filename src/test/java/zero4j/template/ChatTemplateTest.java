package zero4j.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.data.Message;

class ChatTemplateTest {
    private static final List<Message> ONE = List.of(new Message("user", " What is 1+1? "));
    private static final List<Message> TWO = List.of(new Message("system", "Be brief."), ONE.getFirst());
    private static final List<Message> TURNS = List.of(
            new Message("system", " Be “brief”. "),
            new Message("user", "What is 1+1?"),
            new Message("assistant", "<think>\nHm.\n</think>\n\n2"),
            new Message("user", "And {{ 2 }}+2?\n"));
    private static final Map<String, String> TOKENS = Map.of("bos_token", "<s>", "eos_token", "</s>");

    private static String render(String source, List<Message> messages) {
        return ChatTemplate.of(source, TOKENS).render(messages);
    }

    @Test
    void qwen_isRendered() throws IOException {
        Path file = Path.of("../shared/data/tokenizers/qwen2.5/tokenizer_config.json");
        Assumptions.assumeTrue(Files.exists(file), "../shared/data is absent: the tokenizer comes from there");
        String source = new JsonMapper()
                .readTree(Files.readAllBytes(file))
                .path("chat_template")
                .asString();
        assertThat(render(source, ONE))
                .isEqualTo(
                        "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n"
                                + "<|im_start|>user\n What is 1+1? <|im_end|>\n<|im_start|>assistant\n");
        assertThat(render(source, TWO))
                .isEqualTo("<|im_start|>system\nBe brief.<|im_end|>\n"
                        + "<|im_start|>user\n What is 1+1? <|im_end|>\n<|im_start|>assistant\n");
        assertThat(render(source, TURNS))
                .isEqualTo("<|im_start|>system\n Be “brief”. <|im_end|>\n<|im_start|>user\nWhat is 1+1?<|im_end|>\n"
                        + "<|im_start|>assistant\n<think>\nHm.\n</think>\n\n2<|im_end|>\n"
                        + "<|im_start|>user\nAnd {{ 2 }}+2?\n<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void llamaStyle_isRendered() {
        String source = """
                {{- bos_token }}
                {%- if messages[0]['role'] == 'system' %}
                    {%- set system_message = messages[0]['content']|trim %}
                    {%- set messages = messages[1:] %}
                {%- else %}
                    {%- set system_message = "" %}
                {%- endif %}
                {{- "<|start_header_id|>system<|end_header_id|>\\n\\n" + system_message + "<|eot_id|>" }}
                {%- for message in messages %}
                    {%- if not (message.role == 'ipython' or 'tool_calls' in message) %}
                        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
                    {%- endif %}
                {%- endfor %}
                {%- if add_generation_prompt %}
                    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
                {%- endif %}
                """;
        assertThat(render(source, TWO))
                .startsWith(
                        "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user"
                                + "<|end_header_id|>\n\nWhat is 1+1?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "{% for m in messages %}{{ loop.index0 }}{{ m.role }}{% if not loop.last %},{% endif %}{% endfor %}#`0system,1user`",
                "{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + m.content|length %}{% endfor %}{{ ns.n }}#23",
                "{% for m in messages[::-1] %}{{ m['role'][0] }}{% endfor %}{{ messages[-1].role }}#ususer",
                "{{ 'a' if messages is defined and tools is not defined else 'b' }}{{ none is none }}#aTrue",
                "{{ messages[0].content.split(' ')[-1].rstrip('.') ~ 1 + 2 }}#brief3",
                "{{ 5 % 2 == 1 and messages[0].content.startswith('Be') }}#True",
                "{{ x | default('y') }}{{ messages[0].tool_calls }}{{ ['a', 'b'] | join('-') }}#ya-b",
                "{% if false %}a{% elif messages[0].role != 'system' %}b{% else %}c{% endif %}#c",
                "{{ {} }}#!",
                "{% macro f() %}x{% endmacro %}#!",
                "{{ messages[0].content | shuffle }}#!",
                "{{ raise_exception('no system message, please') }}#!"
            })
    void language_isRenderedOrRefused(String source, String text) {
        if (text.equals("!")) {
            assertThatThrownBy(() -> render(source, TWO))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("chat template");
        } else {
            assertThat(render(source, TWO)).isEqualTo(text);
        }
    }

    @Test
    void linesOfStatements_leaveNothing() {
        assertThat(render("  {% if true %}\n  a\n  {% endif %}\nb{# remark #}\n", ONE))
                .isEqualTo("  a\nb");
    }

    /**
     * Templates in the manner of published ones. This text and those of jinja2.jsonl are jinja2's 3.1.6, of an
     * {@code ImmutableSandboxedEnvironment} with trim_blocks, lstrip_blocks and loopcontrols, and the functions and the tojson of
     * transformers, but for its strftime_now.
     */
    @Test
    void publishedConstructs_areRenderedAsByJinja2() throws IOException {
        assertThat(render(resource("qwen3.jinja"), TURNS))
                .isEqualTo("<|system 4/4 Be “brief”. |>\n<|userWhat is 1+1?|>\n<|assistant (Hm.)2|>\n"
                        + "<|userAnd {{ 2 }}+2?\n|>\n");
        assertThat(render(resource("qwen3.jinja"), ONE)).isEqualTo("<|user 1/1 What is 1+1? |>\n");
        assertThat(render(resource("llama31.jinja"), TURNS))
                .isEqualTo("<s><|system|>\n\nToday: 26 Jul 2024\n\nBe “brief”.<|end|><|user|>\n\nWhat is 1+1?<|end|>"
                        + "<|assistant|>\n\n<think>\nHm.\n</think>\n\n2<|end|><|user|>\n\nAnd {{ 2 }}+2?<|end|>");
        assertThat(render(resource("mistral.jinja"), TURNS))
                .isEqualTo("<s>[INST] What is 1+1?[/INST] <think>\nHm.\n</think>\n\n2</s>\"role\": \"user\""
                        + "[INST]  Be “brief”. \n\nAnd {{ 2 }}+2?\n[/INST]");
        assertThat(render(resource("gemma.jinja"), TURNS))
                .isEqualTo("<s><turn>user\n Be “brief”. \n\nWhat is 1+1?</turn>\n"
                        + "<turn>model\n<think>\nHm.\n</think>\n\n2</turn>\n"
                        + "<turn>user\nAnd {{ 2 }}+2?</turn>\n    <turn>model\n    1 of 2\n    2 of 2\n");
        List<Message> twice = List.of(ONE.getFirst(), ONE.getFirst());
        for (String name : List.of("mistral.jinja", "gemma.jinja")) {
            assertThatThrownBy(() -> render(resource(name), twice))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("roles must alternate");
        }
    }

    /** Each has the text of jinja2, or is refused: by jinja2 as well, or here alone where a part of the language is not known. */
    @ParameterizedTest
    @MethodSource("jinja2")
    void language_isThatOfJinja2(JsonNode line) {
        String source = line.path("source").asString();
        if (line.has("text")) {
            assertThat(render(source, TWO)).isEqualTo(line.path("text").asString());
        } else {
            assertThatThrownBy(() -> render(source, TWO))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("chat template");
        }
    }

    static Stream<JsonNode> jinja2() throws IOException {
        return resource("jinja2.jsonl").lines().map(new JsonMapper()::readTree);
    }

    private static String resource(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/zero4j/template").resolve(name));
    }

    @Test
    void whatATemplateCountsWrongly_isRefusedInWords() {
        Map<String, String> messages = Map.of(
                "{{ 1 // 0 }}", "by zero",
                "{{ '99999999999999999999' | int }}", "int does not know",
                "{{ 'a'.replace('b') }}", "the method replace takes from 2 to 3 arguments",
                "{{ messages | join('-', attribute='role') }}", "the argument attribute of join is not known",
                "{% for m in messages %}{{ loop.depth }}{% endfor %}", "loop.depth is not known",
                "{{ strftime_now('%Y') }}", "the function strftime_now is not known",
                "a {{ b", "\"{{ b\" is never closed by }}");
        messages.forEach((source, message) -> assertThatThrownBy(() -> render(source, TWO))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message));
    }

    @Test
    void toolsAndDocuments_areNeitherDefinedNorSomething() {
        assertThat(render("{{ tools is defined }}{{ tools is none }}{{ documents == none }}{{ tools | length }}", TWO))
                .isEqualTo("FalseTrueTrue0");
    }
}
