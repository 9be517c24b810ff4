package zero4j.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.data.Message;

class ChatTemplateTest {
    private static final List<Message> ONE = List.of(new Message("user", " What is 1+1? "));
    private static final List<Message> TWO = List.of(new Message("system", "Be brief."), ONE.getFirst());
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
}
