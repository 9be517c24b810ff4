package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;

class TrainingTextsTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<TrainingText> read = new ArrayList<>();

    private List<RowProblem> read(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return TrainingTexts.at(file, ColumnNames.FOUND).getFirst().read(read::add);
    }

    @Test
    void read_questions_areThereWithTheirSolutionsAndWithoutAnswersToo() throws IOException {
        List<RowProblem> problems = read("mine.jsonl", """
                {"problem": "What is 1+1?", "solution": "It is 2."}
                {"problem": "What is 2+2?"}
                {"solution": "It is 6."}
                not JSON
                """);

        assertThat(read)
                .containsExactly(
                        new TrainingText("mine:0", "What is 1+1?", "What is 1+1?\n\nIt is 2."),
                        new TrainingText("mine:1", "What is 2+2?", "What is 2+2?"));
        assertThat(problems).extracting(RowProblem::line).containsExactly(3L, 4L);
    }

    @Test
    void read_questionsAlone_areTexts() throws IOException {
        read("mine.csv", "question,level\nWhat is 1+1?,2\n");

        assertThat(read).containsExactly(new TrainingText("mine:0", "What is 1+1?", "What is 1+1?"));
    }

    @Test
    void read_columnThatIsNamed_isTheQuestion() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.jsonl"), "{\"riddle\": \"What is 1+1?\", \"text\": \"T\"}");
        TrainingTexts.at(file, new ColumnNames("riddle", "").wherePresent())
                .getFirst()
                .read(read::add);

        assertThat(read).containsExactly(new TrainingText("mine:0", "What is 1+1?", "T"));
    }

    @Test
    void read_conversations_askWhatTheirLastUserSays() throws IOException {
        read(
                "chat.jsonl",
                "{\"messages\": [{\"role\": \"system\", \"content\": \"Be brief.\"}, {\"role\": \"user\", \"content\": \"Hi?\"},"
                        + " {\"role\": \"assistant\", \"content\": \"Hello.\"}]}\n");

        assertThat(read).containsExactly(new TrainingText("chat:0", "Hi?", "Be brief.\n\nHi?\n\nHello."));
    }

    @Test
    void read_plainText_isItsParagraphs() throws IOException {
        read("book.txt", "One\ntwo.\r\n\r\n \nThree.\n\n\nFour");

        assertThat(read)
                .containsExactly(
                        new TrainingText("book:0", "", "One\ntwo."),
                        new TrainingText("book:1", "", "Three."),
                        new TrainingText("book:2", "", "Four"));
    }

    @Test
    void read_manyRowsInSeveralFiles_areNumberedThroughout() throws IOException {
        for (int shard = 0; shard < 2; shard++) {
            StringBuilder rows = new StringBuilder("{}\n");
            for (int i = 0; i < 1500; i++) {
                rows.append("{\"text\": \"").append(shard).append(' ').append(i).append("\"}\n");
            }
            Files.writeString(folder.resolve("part-0000" + shard + "-of-00002.jsonl"), rows);
        }
        List<TrainingTexts> sets = TrainingTexts.at(folder, ColumnNames.FOUND);
        List<RowProblem> problems = sets.getFirst().read(read::add);

        assertThat(sets).extracting(TrainingTexts::name).containsExactly("part");
        assertThat(read).hasSize(3000);
        assertThat(read.get(1499)).isEqualTo(new TrainingText("part:1500", "", "0 1499"));
        assertThat(read.getLast()).isEqualTo(new TrainingText("part:3001", "", "1 1499"));
        assertThat(problems).extracting(RowProblem::row).containsExactly(0L, 0L);
    }

    @Test
    void inBatches_manyRows_neverHoldsThem() {
        List<Integer> sizes = new ArrayList<>();
        RawTable table = RawTable.inBatches(
                "rows", TextColumns::kept, batch -> sizes.add(batch.rows().size()));
        Path file = Path.of("rows.jsonl");
        table.begin(file);
        for (int i = 0; i < 10_000; i++) {
            table.row(file, i, i + 1, Map.of("text", "t"));
            assertThat(table.rows()).hasSizeLessThan(1000);
        }

        assertThat(sizes.stream().mapToInt(size -> size).sum() + table.rows().size())
                .isEqualTo(10_000);
    }

    @Test
    void read_neitherQuestionNorText_namesTheColumns() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> read("mine.jsonl", "{\"riddle\": \"What is 1+1?\"}"))
                .withMessageContaining("mine.jsonl has no column with a question or a text. It has: riddle");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> read("empty.txt", " \n\n"))
                .withMessageContaining("there is no text in");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainingTexts.at(folder.resolve("gone"), ColumnNames.FOUND))
                .withMessageContaining("does not exist");
    }
}
