package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.eval.ScoreRow;

/** A table that was begun before: what goes on, and what is refused since it is of something else. */
class EvalMatrixResumeTest {
    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    private static MatrixRows made = new MatrixRows(Path.of(""), Path.of(""));

    @BeforeAll
    static void make() throws IOException {
        made = MatrixRows.make(shared);
    }

    @Test
    void resume_rowsThatAreFinished_areNotSampledAgainAndOthersAreAdded() throws IOException {
        Path output = folder.resolve("table");
        EvalMatrix.of(made.rows()).output(output).run();
        Map<String, String> first = MatrixRows.tables(output);

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(made.rows()).output(output).prepare())
                .withMessageContaining("holds a finished table");
        MatrixRows.Heard again = new MatrixRows.Heard();
        EvalMatrix.of(made.rows()).output(output).resume().listener(again).run();
        assertThat(again.sampled).hasValue(0);
        assertThat(MatrixRows.tables(output)).isEqualTo(first);

        MatrixRows.Heard more = new MatrixRows.Heard();
        Path own = Files.writeString(folder.resolve("own.txt"), "Q: {question}\nA:");
        List<EvalSession> three = new ArrayList<>(made.rows());
        three.add(made.row(own.toString()));
        MatrixResult added =
                EvalMatrix.of(three).output(output).resume().listener(more).run();
        assertThat(more.sampled).hasValue(6 * 5 * 4);
        assertThat(added.scores().rows()).extracting(ScoreRow::template).containsExactly("none", "r1", "own.txt");
    }

    @Test
    void resume_otherSettings_isRefusedAndNothingIsLost() throws IOException {
        Path output = folder.resolve("table");
        EvalMatrix.of(made.rows()).output(output).run();
        Map<String, String> first = MatrixRows.tables(output);

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(
                                made.rows().stream().map(row -> row.seed(2)).toList())
                        .output(output)
                        .resume()
                        .prepare())
                .withMessageContaining("model-none holds a finished evaluation of something else: seed was 1 and is 2");
        assertThat(MatrixRows.tables(output)).isEqualTo(first);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(
                        () -> EvalMatrix.of(made.rows()).output(folder).resume().prepare())
                .withMessageContaining("there is no evaluation in " + folder);
    }

    @Test
    void stop_inTheSecondRow_goesOnToTheSameTables() throws IOException {
        Path whole = folder.resolve("whole");
        EvalMatrix.of(made.rows()).output(whole).run();
        Path parts = folder.resolve("parts");
        MatrixRows.Heard heard = new MatrixRows.Heard();

        MatrixResult stopped = EvalMatrix.of(made.rows())
                .output(parts)
                .listener(heard)
                .stopWhen(() -> heard.sampled.get() > 6 * 5 * 4 + 5)
                .run();

        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.scores().rows()).hasSize(1);
        assertThat(parts.resolve("table.json")).doesNotExist();
        assertThat(parts.resolve("model-r1/unfinished.jsonl")).isNotEmptyFile();
        MatrixRows.Heard rest = new MatrixRows.Heard();
        EvalMatrix.of(made.rows()).output(parts).resume().listener(rest).run();
        assertThat(rest.sampled.get()).isLessThan(6 * 5 * 4);
        assertThat(MatrixRows.tables(parts)).isEqualTo(MatrixRows.tables(whole));
    }

    @Test
    void run_questionsChangedSinceARowWasFinished_isRefused() throws IOException {
        Path mine = Files.copy(made.questions(), folder.resolve("mine.jsonl"));
        List<EvalSession> two = List.of(
                made.row("none").suite(List.of(mine.toString())), made.row("r1").suite(List.of(mine.toString())));
        Path output = folder.resolve("table");
        EvalMatrix.of(two).output(output).run();
        Files.writeString(mine, Files.readString(mine).replace("\"answer\": \"3\"", "\"answer\": \"4\""));

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(two).output(output).resume().run())
                .withMessageContaining("mine:1 was to be answered by [3] and is by [4]");
    }

    @Test
    void resume_templateFileWithOtherText_isRefusedWithWhatDiffersBeforeAnythingIsSampled() throws IOException {
        Path own = Files.writeString(folder.resolve("own.txt"), "Question: {question}\nAnswer:");
        Path output = folder.resolve("table");
        EvalMatrix.of(List.of(made.row(own.toString()), made.row("none")))
                .output(output)
                .run();
        Map<String, String> first = MatrixRows.tables(output);
        Files.writeString(own, "Question: {question}\nReply:");
        MatrixRows.Heard heard = new MatrixRows.Heard();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(List.of(made.row("r1"), made.row(own.toString()), made.row("none")))
                        .output(output)
                        .resume()
                        .listener(heard)
                        .run())
                .withMessageContaining(
                        "model-own.txt does not hold the completions of these questions: sums:0 was asked by")
                .withMessageContaining("Answer:\" and is by ")
                .withMessageContaining("Reply:\"");
        assertThat(heard.sampled).hasValue(0);
        assertThat(MatrixRows.tables(output)).isEqualTo(first);
    }

    @Test
    void resume_questionOfOtherWording_isRefused() throws IOException {
        Path mine = Files.copy(made.questions(), folder.resolve("mine.jsonl"));
        List<EvalSession> rows = List.of(
                made.row("none").suite(List.of(mine.toString())), made.row("r1").suite(List.of(mine.toString())));
        Path output = folder.resolve("table");
        EvalMatrix.of(rows).output(output).run();
        Files.writeString(mine, Files.readString(mine).replace("What is 3+2", "How much is 3+2"));

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(rows).output(output).resume().prepare())
                .withMessageContaining(
                        "mine:3 was asked by \"What is 3+2 mod 10?\" and is by \"How much is 3+2 mod 10?\"");
    }

    @Test
    void resume_unfinishedRowOfOtherText_isRefusedBeforeAnythingIsSampled() throws IOException {
        Path own = Files.writeString(folder.resolve("own.txt"), "Q: {question}\nA:");
        Path output = folder.resolve("table");
        MatrixRows.Heard heard = new MatrixRows.Heard();
        List<EvalSession> rows = List.of(made.row("none"), made.row(own.toString()));
        EvalMatrix.of(rows)
                .output(output)
                .listener(heard)
                .stopWhen(() -> heard.sampled.get() > 6 * 5 * 4 + 5)
                .run();
        assertThat(output.resolve("model-own.txt/unfinished.jsonl")).isNotEmptyFile();
        Files.writeString(own, "Q: {question}\nB:");
        MatrixRows.Heard again = new MatrixRows.Heard();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(List.of(made.row("r1"), made.row("none"), made.row(own.toString())))
                        .output(output)
                        .resume()
                        .listener(again)
                        .run())
                .withMessageContaining("A:\" and is by ");
        assertThat(again.sampled).hasValue(0);
    }
}
