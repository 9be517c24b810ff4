package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.eval.EvalSettings;
import zero4j.run.CompletionRecord;
import zero4j.verify.VerifierSettings;

class EvalFolderTest {
    private static final EvalOrigin DESCRIPTION = new EvalOrigin(
            "1",
            "m",
            null,
            null,
            "none",
            "boxed",
            VerifierSettings.DEFAULT,
            1,
            "cpu",
            "vector",
            new EvalSettings(List.of("t"), 0, 0, 5, 0, 1));

    @TempDir
    private Path temporary = Path.of("");

    private Path model = Path.of("");
    private Path folder = Path.of("");
    private final List<Long> told = new ArrayList<>();

    @BeforeEach
    void makeModel() throws IOException {
        model = Files.createDirectory(temporary.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        folder = temporary.resolve("eval");
    }

    private EvalFolder open() {
        return EvalFolder.open(folder, DESCRIPTION, model, told::add);
    }

    private static CompletionRecord record(int number) {
        return new CompletionRecord(
                0,
                Optional.of("t"),
                "t:" + number,
                0,
                0,
                "say " + number,
                number + "é",
                3,
                1,
                true,
                "correct",
                "text",
                Optional.of("1"),
                List.of("1"),
                "eos");
    }

    private static List<CompletionRecord> kept(EvalFolder opened) {
        List<CompletionRecord> records = new ArrayList<>();
        opened.kept().forEachRemaining(records::add);
        return records;
    }

    @Test
    void open_lastLineCutInsideACharacter_keepsTheLinesBefore() throws IOException {
        try (EvalFolder first = open()) {
            first.goOnBehind(0);
            first.add(List.of(record(1), record(2), record(3)));
            assertThat(first.count()).isEqualTo(3);
        }
        Path lines = folder.resolve("unfinished.jsonl");
        byte[] all = Files.readAllBytes(lines);
        int accent = new String(all, StandardCharsets.ISO_8859_1).lastIndexOf('Ã');
        Files.write(lines, Arrays.copyOf(all, accent + 1));

        try (EvalFolder second = open()) {
            assertThat(kept(second)).containsExactly(record(1), record(2));
            second.goOnBehind(2);
            assertThat(second.count()).isEqualTo(2);
            second.add(List.of(record(3)));
        }
        assertThat(told).containsExactly(0L, 2L);
        assertThat(lines).hasBinaryContent(all);
    }

    @Test
    void finish_killedBehindTheMoveOfTheCompletions_keepsThem() throws IOException {
        try (EvalFolder first = open()) {
            first.goOnBehind(0);
            first.add(List.of(record(1)));
            Path marker = folder.resolve("unfinished.json");
            byte[] marked = Files.readAllBytes(marker);
            first.finish(List.of());
            Files.write(marker, marked);
        }

        try (EvalFolder second = open()) {
            assertThat(kept(second)).containsExactly(record(1));
            second.goOnBehind(1);
            second.finish(List.of());
        }
        assertThat(folder.resolve("unfinished.json")).doesNotExist();
        try (EvalFolder other = open()) {
            assertThat(kept(other)).isEmpty(); // those of a finished one are not taken
        }
        assertThat(folder.resolve("completions.jsonl")).isNotEmptyFile();
    }

    @Test
    void open_folderOfAnEvaluationThatGoesOn_isRefused() {
        try (EvalFolder first = open()) {
            assertThat(first.count()).isZero();
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(this::open)
                    .withMessageContaining("another evaluation is writing to " + folder);
        }
        open().close();
    }

    @Test
    void open_refused_letsGoOfTheFolder() {
        open().close();
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> EvalFolder.open(folder, DESCRIPTION, temporary, _ -> {}))
                    .withMessageContaining("the model's files have changed");
        }
    }

    @Test
    void defaultOutput_takenByAnother_isAnotherFolder() {
        Path first = EvalSession.defaultOutput(temporary.resolve("evals"), "model");
        Path second = EvalSession.defaultOutput(temporary.resolve("evals"), "model");

        assertThat(first).isEmptyDirectory().isNotEqualTo(second);
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void open_completionsCannotBeWritten_leavesNoMarker() throws IOException {
        // A marker without completions would mean that the finished ones of an earlier evaluation are its.
        Files.createDirectories(folder.resolve("unfinished.jsonl"));
        Files.writeString(folder.resolve("completions.jsonl"), "those of an earlier evaluation");

        assertThatExceptionOfType(UserError.class).isThrownBy(this::open);

        assertThat(folder.resolve("unfinished.json")).doesNotExist();
        assertThat(folder.resolve("completions.jsonl")).hasContent("those of an earlier evaluation");
    }

    @Test
    void finish_scoresCannotBeWritten_canBeDoneAgain() throws IOException {
        try (EvalFolder first = open()) {
            first.goOnBehind(0);
            first.add(List.of(record(1)));
            Files.createDirectories(folder.resolve("evaluation.json/in the way"));
            assertThatExceptionOfType(UserError.class).isThrownBy(() -> first.finish(List.of()));
        }
        Files.delete(folder.resolve("evaluation.json/in the way"));
        Files.delete(folder.resolve("evaluation.json"));

        try (EvalFolder second = open()) {
            assertThat(kept(second)).containsExactly(record(1));
            second.goOnBehind(1);
            second.finish(List.of());
        }
        assertThat(folder.resolve("evaluation.json")).isNotEmptyFile();
    }
}
