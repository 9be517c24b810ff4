package zero4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenLengthsTest {
    private static final String TEXT = "3*4=12, so naïve 😀 plus 5: \\boxed{17}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/nano",
                "../shared/data/stories260k",
                "../shared/data/tokenizers/qwen2.5",
                "../shared/data/tokenizers/llama3"
            })
    void lengths_ofAText_addUpToItTokenByToken(String folder) {
        Assumptions.assumeTrue(Files.isDirectory(Path.of(folder)), folder + " is absent: nothing to test");
        Tokenizer tokenizer = Tokenizer.load(Path.of(folder));
        TokenLengths lengths = new TokenLengths(tokenizer);
        int[] prompt = tokenizer.encode("What is 3*4+5?\n");
        int[] tokens = tokenizer.encode(TEXT);
        String text = tokenizer.decodeCompletion(prompt, tokens);

        for (int round = 0; round < 2; round++) { // what is remembered gives the same
            int[] found = lengths.lengths(prompt, tokens, text);
            assertThat(Arrays.stream(found).sum()).isEqualTo(text.length());
            StreamingDecoder decoder = tokenizer.streaming(prompt);
            int to = 0;
            for (int i = 0; i < tokens.length - 1; i++) {
                decoder.push(tokens[i]);
                to += found[i];
                assertThat(text.substring(0, to)).startsWith(decoder.text());
            }
        }
        String cut = text.substring(0, text.length() - 2);
        assertThat(Arrays.stream(lengths.lengths(prompt, tokens, cut)).sum()).isEqualTo(cut.length());
        assertThat(lengths.lengths(prompt, new int[0], "")).isEmpty();
    }
}
