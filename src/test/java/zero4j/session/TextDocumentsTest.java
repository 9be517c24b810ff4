package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.data.LoadedTexts;

class TextDocumentsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void document_twoPasses_eachHasEveryDocumentOnceInAnotherOrder() throws IOException {
        StringBuilder text = new StringBuilder();
        for (char c = 'a'; c <= 'z'; c++) {
            text.append(c).append(c).append("\n\n");
        }
        TextDocuments documents = read("letters.txt", text.toString(), 10);

        List<String> first = pass(documents, 0);
        List<String> second = pass(documents, 26);

        assertThat(first).hasSize(26).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(second);
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void read_documentLongerThanARow_isCutIntoRows() throws IOException {
        TextDocuments documents = read("long.txt", "abcdefg", 3);

        assertThat(List.of(text(documents, 0), text(documents, 1))).containsExactlyInAnyOrder("abc", "def");
    }

    @Test
    void read_jsonLines_takesTheTexts() throws IOException {
        TextDocuments documents = read("lines.jsonl", "{\"text\": \"ab\"}\n\n{\"text\": \"cd\"}\n", 9);

        assertThat(List.of(text(documents, 0), text(documents, 1))).containsExactlyInAnyOrder("ab", "cd");
    }

    @Test
    void of_textsOfOneToken_isRefused() {
        assertThatThrownBy(() -> read("short.txt", "a\n\nb", 9))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("longer than a token");
    }

    @Test
    void size_ofOnePass_isCounted() throws IOException {
        TextDocuments documents = read("long.txt", "abcdefg\n\nxy", 3);
        assertThat(documents.count()).isEqualTo(3);
        assertThat(documents.tokens()).isEqualTo(8);
    }

    private TextDocuments read(String name, String text, int row) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return TextDocuments.of(LoadedTexts.read(file).texts(), TextDocumentsTest::encode, row, 1);
    }

    private static List<String> pass(TextDocuments documents, int start) {
        List<String> texts = new ArrayList<>();
        for (int i = start; i < start + 26; i++) {
            texts.add(text(documents, i));
        }
        return texts;
    }

    private static int[] encode(String text) {
        return text.chars().toArray();
    }

    private static String text(TextDocuments documents, long index) {
        int[] tokens = documents.document(index, 0);
        return new String(tokens, 0, tokens.length);
    }
}
