package zero4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;

class TokenizerLoadTest {
    private static final String SMALL = """
            {"version":"1.0","truncation":null,"padding":null,"normalizer":null,"pre_tokenizer":null,
             "post_processor":null,"decoder":{"type":"Fuse"},
             "added_tokens":[{"id":3,"content":"<end>","single_word":false,"lstrip":false,"rstrip":false,
                              "normalized":false,"special":true}],
             "model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":[["a","b"]]}}""";

    @TempDir
    Path folder;

    @Test
    void load_smallTokenizer_encodesWithItsSpecialToken() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), SMALL);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"eos_token\":{\"content\":\"<end>\"},\"chat_template\":\"x\"}");
        Tokenizer tokenizer = Tokenizer.load(folder);
        assertThat(tokenizer.encode("aba<end>")).containsExactly(2, 0, 3);
        assertThat(tokenizer.encodePrompt("ab")).containsExactly(2);
        assertThat(tokenizer.decode(new int[] {2, 0, 3})).isEqualTo("aba");
        assertThat(tokenizer.decode(new int[] {2, 0, 3}, false)).isEqualTo("aba<end>");
        assertThat(tokenizer.vocabularySize()).isEqualTo(4);
        assertThat(tokenizer.eos()).hasValue(3);
        assertThat(tokenizer.chatTemplate()).contains("x");
        assertThatThrownBy(() -> tokenizer.token(4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void chatTemplate_inAFileOfItsOwn_winsOverThatOfTheConfiguration() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), SMALL);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\":\"old\"}");
        Files.writeString(folder.resolve("chat_template.jinja"), "new");
        Tokenizer tokenizer = Tokenizer.load(folder);
        assertThat(tokenizer.chatTemplate()).contains("new");
    }

    @Test
    void load_longText_isNeitherCutNorPadded() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), SMALL);
        Tokenizer tokenizer = Tokenizer.load(folder);
        assertThat(tokenizer.encode("ab".repeat(3000))).hasSize(3000).containsOnly(2);
    }

    @Test
    void load_folderWithoutTokenizer_saysWhatIsExpected() {
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("tokenizer.json")
                .hasMessageContaining("copy it there");
        assertThatThrownBy(() -> Tokenizer.load(folder.resolve("absent")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is not a folder");
    }

    @Test
    void load_configurationThatIsAGitLfsPointer_saysSo() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), SMALL);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 7000\n");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tokenizer_config.json is a Git LFS pointer");
    }

    @Test
    void load_malformedFiles_nameTheFile() throws IOException {
        for (String broken : new String[] {
            "",
            "[]",
            "{\"model\":",
            "{}",
            SMALL.replace("BPE", "XYZ"),
            SMALL.replace("[\"a\",\"b\"]", "[\"a\",\"z\"]"),
            SMALL.replace("[\"a\",\"b\"]", "[\"a\"]"),
            SMALL.replace("[\"a\",\"b\"]", "[\"a\",\"b\",\"a\",\"b\"]"),
            SMALL.replace("[[\"a\",\"b\"]]", "null"),
            SMALL.replace("{\"a\":0,\"b\":1,\"ab\":2}", "5"),
            SMALL.replace("{\"a\":0,\"b\":1,\"ab\":2}", "[5]"),
            SMALL.replace("\"normalizer\":null", "\"normalizer\":\"NFC\""),
            SMALL.replace("\"pre_tokenizer\":null", "\"pre_tokenizer\":{}"),
            SMALL.replace("\"pre_tokenizer\":null", "\"pre_tokenizer\":{\"type\":\"Split\",\"behavior\":\"Isolated\"}"),
            SMALL.replace("\"post_processor\":null", "\"post_processor\":{\"type\":\"BertProcessing\"}"),
            SMALL.replace(
                    "\"post_processor\":null",
                    "\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<s>\"}}]}"),
            SMALL.substring(0, SMALL.length() - 9)
        }) {
            Files.writeString(folder.resolve("tokenizer.json"), broken);
            assertThatThrownBy(() -> Tokenizer.load(folder))
                    .as(broken)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(folder.resolve("tokenizer.json").toString());
        }
        Files.writeString(folder.resolve("tokenizer.json"), SMALL);
        for (String file : new String[] {"tokenizer_config.json", "chat_template.jinja"}) {
            Files.write(folder.resolve(file), new byte[] {'{', (byte) 0xe9, (byte) 0xff, '}'});
            assertThatThrownBy(() -> Tokenizer.load(folder))
                    .isInstanceOf(UserError.class)
                    .hasMessage(folder.resolve(file) + " is damaged: it is no text in UTF-8");
            Files.delete(folder.resolve(file));
        }
        for (String broken : new String[] {"", "null", "[]"}) { // the chat template in it would be forgotten in silence
            Files.writeString(folder.resolve("tokenizer_config.json"), broken);
            assertThatThrownBy(() -> Tokenizer.load(folder))
                    .isInstanceOf(UserError.class)
                    .hasMessage(folder.resolve("tokenizer_config.json") + " holds no JSON object");
        }
        Files.writeString(folder.resolve("tokenizer_config.json"), "{");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tokenizer_config.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"normalizer\":null; \"normalizer\":{\"type\":\"Precompiled\"}; its normalizer is Precompiled",
                "\"pre_tokenizer\":null; \"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"}; its pre_tokenizer is BertPreTokenizer",
                "{\"type\":\"Fuse\"}; {\"type\":\"CTC\"}; its decoder is CTC",
                "\"post_processor\":null; \"post_processor\":{\"type\":\"New\"}; its post_processor is New",
                "\"type\":\"BPE\"; \"type\":\"WordLevel\"; its model is WordLevel",
                "\"merges\"; \"end_of_word_suffix\":\"</w>\",\"merges\"; its model has end_of_word_suffix"
            })
    void load_kindThatIsNotKnown_namesIt(String before, String after, String named) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), SMALL.replace(before, after));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(folder.resolve("tokenizer.json").toString())
                .hasMessageContaining(named)
                .hasMessageContaining("byte-pair encodings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\\\h",
                "\\\\p{N}{1,3}+",
                "[[:alpha:]]",
                "[^[:space:]]+",
                "a{2}?",
                "(?-m:a)",
                "a(?i)b|c",
                "a*",
                "\\\\w+",
                "(?m)a",
                "\\\\p{^L}",
                "(a"
            })
    void load_patternThatJavaReadsInAnotherWay_isRefused(String pattern) throws IOException {
        splitting(pattern);
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("its pattern " + pattern.replace("\\\\", "\\"));
    }

    private void splitting(String pattern) throws IOException {
        String split = "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"" + pattern
                + "\"},\"behavior\":\"Isolated\",\"invert\":false}";
        Files.writeString(
                folder.resolve("tokenizer.json"),
                SMALL.replace("\"pre_tokenizer\":null", "\"pre_tokenizer\":" + split));
    }

    @Test
    void encode_halfACharacter_isTheReplacementCharacter() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), SMALL.replace("\"ab\":2}", "\"ab\":2,\"\uFFFD\":4}"));
        assertThat(Tokenizer.load(folder).encode("a\uD83Db")).containsExactly(0, 4, 1);
    }

    @Test
    void encode_textTooLongForItsPattern_saysSo() throws IOException {
        splitting("(?:ab|b)+");
        Tokenizer tokenizer = Tokenizer.load(folder);
        assertThat(tokenizer.encode("abbab")).containsExactly(2, 1, 2);
        assertThatThrownBy(() -> tokenizer.encode("ab".repeat(2_000_000)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("4000000 characters");
    }

    @Test
    void load_mergesInOneText_areThoseInArrays() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), SMALL.replace("[\"a\",\"b\"]", "\"a b\""));
        assertThat(Tokenizer.load(folder).encode("aba")).containsExactly(2, 0);
    }

    @Test
    void load_idsThatNoVocabularyHas_areRefusedByName() throws IOException {
        for (String id : new String[] {"2147483648", "2147483647", "2000000000", "-1", "99999999999999999999", "1.5"}) {
            for (String change : new String[] {"\"id\":" + id, "\"ab\":" + id}) {
                String original = change.startsWith("\"id") ? "\"id\":3" : "\"ab\":2";
                Files.writeString(folder.resolve("tokenizer.json"), SMALL.replace(original, change));
                assertThatThrownBy(() -> Tokenizer.load(folder))
                        .as(change)
                        .isInstanceOf(UserError.class)
                        .hasMessageContaining("the id of token " + (change.startsWith("\"id") ? "<end>" : "ab"));
            }
        }
    }
}
