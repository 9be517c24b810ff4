package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;

/** Which columns are the question and the answer, and what of the others is kept. */
class ColumnNamesTest {
    private static final String CONVERSATION = "{\"messages\": [{\"role\": \"user\", \"content\": \"6 * 7?\"},"
            + " {\"role\": \"assistant\", \"content\": \"It is \\\\boxed{42}.\"}]}\n";

    @TempDir
    private Path folder = Path.of("");

    private LoadedQuestions open(String text, ColumnNames columns) throws IOException {
        return QuestionFiles.open(Files.writeString(folder.resolve("rows.jsonl"), text), columns);
    }

    @Test
    void namedAnswerThatIsMissing_isNotReplacedByWhatTheAssistantSays() throws IOException {
        ColumnNames named = new ColumnNames("messages", "gold");
        assertThatThrownBy(() -> open(CONVERSATION, named))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("\"gold\"");
        assertThat(open(CONVERSATION, named.wherePresent())
                        .questions()
                        .getFirst()
                        .answers())
                .as("a wish only")
                .containsExactly("42");
    }

    @Test
    void longBody_standsBeforeItsQuestion() throws IOException {
        String body = "There are 87 oranges and 290 bananas. ".repeat(20).strip();
        String row = "{\"Body\": \"" + body + "\", \"Question\": \"How many are there?\", \"Answer\": 377}\n";
        assertThat(open(row, ColumnNames.FOUND).questions().getFirst().text()).isEqualTo(body + " How many are there?");
    }
}
