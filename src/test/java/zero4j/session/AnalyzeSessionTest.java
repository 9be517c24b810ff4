package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SamplePass;
import zero4j.analyze.SampledQuestion;
import zero4j.rollout.RolloutBackend;
import zero4j.run.CompletionRecord;

/** A pass of sampling with the bundled model: what is stored is used, what is missing is sampled, and nothing is mixed. */
class AnalyzeSessionTest {
    private static final String NANO = "models/nano";

    @TempDir
    private Path temporary = Path.of("");

    private final List<SampleCell> sampled = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final AtomicLong finished = new AtomicLong();
    private List<Long> keptAndDue = List.of();

    private Path pass() {
        return temporary.resolve("pass");
    }

    private AnalyzeSession session(String... models) {
        sampled.clear();
        told.clear();
        return AnalyzeSession.of(List.of(models)).listener(new AnalyzeListener() {
            @Override
            public void planned(Path folder, SamplePass pass, List<SampleCell> cells, List<SampleCell> missing) {
                sampled.addAll(missing);
            }

            @Override
            public RolloutBackend.Progress sampling(long kept, long completions) {
                keptAndDue = List.of(kept, completions);
                finished.set(0);
                return _ -> finished.incrementAndGet();
            }

            @Override
            public void warning(String text) {
                told.add(text);
            }
        });
    }

    /** Ten questions in four cells. */
    private AnalyzeSession small(String... models) {
        return session(models)
                .folder(pass())
                .questions(2)
                .maxNewTokens(24)
                .templates(List.of("none", "r1"))
                .temperatures(List.of(1.0))
                .samples(2);
    }

    private static List<SampledQuestion> read(SampleFolder samples, SampleCell cell) {
        List<SampledQuestion> read = new ArrayList<>();
        samples.read(cell, read::add);
        return read;
    }

    /** All files of completions. */
    private Map<String, String> stored() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(pass())) {
            for (Path file :
                    files.filter(path -> path.endsWith("completions.jsonl")).toList()) {
                contents.put(pass().relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    @Test
    void sample_newFolder_hasAGreedyCellAndOneForEachTemperatureByTemplate() {
        SampleFolder samples = small(NANO).sample().orElseThrow();

        assertThat(samples.cells())
                .containsExactly(
                        new SampleCell("nano", "none", 0, 1),
                        new SampleCell("nano", "none", 1, 2),
                        new SampleCell("nano", "r1", 0, 1),
                        new SampleCell("nano", "r1", 1, 2));
        for (SampleCell cell : samples.cells()) {
            List<SampledQuestion> read = read(samples, cell);
            assertThat(read).hasSize(10).allSatisfy(question -> {
                assertThat(question.completions()).hasSize(cell.samples());
                assertThat(question.completions())
                        .extracting(CompletionRecord::questionId)
                        .containsOnly(question.question().id());
                assertThat(question.completions())
                        .extracting(CompletionRecord::temperature)
                        .containsOnly(cell.temperature());
                assertThat(question.question().level()).isPresent();
            });
            assertThat(samples.counts(cell).correct())
                    .isEqualTo(read.stream()
                            .flatMap(question -> question.completions().stream())
                            .filter(completion -> completion.outcome().equals("correct"))
                            .count());
        }
        assertThat(samples.counts(samples.cells().getFirst()).correct()).isPositive();
        assertThat(pass().resolve("questions.jsonl")).content().hasLineCount(10);
    }

    @Test
    void sample_storedAlready_readsItWithoutSampling() throws IOException {
        small(NANO).sample();
        assertThat(sampled).hasSize(4);
        Map<String, String> before = stored();

        SampleFolder whole = session(pass().toString()).sample().orElseThrow();
        assertThat(sampled).isEmpty();
        assertThat(whole.cells()).hasSize(4);
        SampleFolder named = session(NANO).folder(pass()).sample().orElseThrow();
        assertThat(sampled).isEmpty();
        assertThat(named.cells()).isEqualTo(whole.cells());
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void sample_anotherTemperatureTemplateOrModel_samplesOnlyThat() throws IOException {
        small(NANO).sample();
        Map<String, String> before = stored();

        small(NANO).temperatures(List.of(0.5, 1.0)).sample();
        assertThat(sampled)
                .containsExactly(new SampleCell("nano", "none", 0.5, 2), new SampleCell("nano", "r1", 0.5, 2));
        small(NANO).templates(List.of("qwen-math")).sample();
        assertThat(sampled)
                .containsExactly(new SampleCell("nano", "qwen-math", 0, 1), new SampleCell("nano", "qwen-math", 1, 2));
        SampleFolder two =
                small("again=" + NANO, NANO).templates(List.of("none")).sample().orElseThrow();
        assertThat(sampled)
                .containsExactly(new SampleCell("again", "none", 0, 1), new SampleCell("again", "none", 1, 2));
        assertThat(two.cells()).extracting(SampleCell::model).containsExactly("again", "again", "nano", "nano");

        assertThat(stored()).containsAllEntriesOf(before);
        assertThat(session(pass().toString()).sample().orElseThrow().cells()).hasSize(10);
    }

    @Test
    void sample_fewerSamplesThanStored_readsTheFirst() {
        SampleFolder two = small(NANO).samples(3).sample().orElseThrow();
        SampleFolder one = small(NANO).samples(1).sample().orElseThrow();

        assertThat(sampled).isEmpty();
        SampleCell cell = one.cells().get(1);
        assertThat(cell).isEqualTo(new SampleCell("nano", "none", 1, 1));
        List<SampledQuestion> all = read(two, two.cells().get(1));
        List<SampledQuestion> first = read(one, cell);
        for (int i = 0; i < all.size(); i++) {
            assertThat(first.get(i).completions())
                    .isEqualTo(all.get(i).completions().subList(0, 1));
        }
    }

    @Test
    void sample_moreSamplesThanStored_samplesTheCellAgainAndSaysSo() {
        SampleFolder few = small(NANO).templates(List.of("none")).sample().orElseThrow();
        List<SampledQuestion> before = read(few, few.cells().get(1));

        SampleFolder more =
                small(NANO).templates(List.of("none")).samples(4).sample().orElseThrow();
        assertThat(sampled).containsExactly(new SampleCell("nano", "none", 1, 4));
        assertThat(told).anyMatch(text -> text.contains("has 2 samples of a question, and 4 are asked for"));
        List<SampledQuestion> after = read(more, more.cells().get(1));
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).completions()).hasSize(4);
            assertThat(after.get(i).completions().subList(0, 2))
                    .isEqualTo(before.get(i).completions());
        }
    }

    @Test
    void sample_stopped_goesOnBehindWhatIsKept() throws IOException {
        small(NANO).sample();
        Map<String, String> whole = stored();
        Path half = temporary.resolve("half");
        int[] asked = {0};
        assertThat(small(NANO).folder(half).stopWhen(() -> asked[0]++ >= 7).sample())
                .isEmpty();
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> small(NANO).folder(half).seed(2).sample())
                .withMessageContaining("seed was 1 and is 2");

        SampleFolder samples = session(half.toString()).sample().orElseThrow();
        assertThat(sampled).as("one cell is complete, one begun").hasSize(3);
        assertThat(keptAndDue.getFirst()).isBetween(1L, 19L);
        assertThat(finished).hasValue(keptAndDue.getLast()).hasValue(20 + 10 + 20 - keptAndDue.getFirst());
        assertThat(samples.cells()).hasSize(4);
        for (Map.Entry<String, String> file : whole.entrySet()) {
            assertThat(half.resolve(file.getKey())).hasContent(file.getValue());
        }
    }

    private ThrowableAssertAlternative<UserError> refused(AnalyzeSession session) throws IOException {
        Map<String, String> before = stored();
        ThrowableAssertAlternative<UserError> refused =
                assertThatExceptionOfType(UserError.class).isThrownBy(session::sample);
        assertThat(stored()).isEqualTo(before);
        return refused;
    }

    @Test
    void sample_otherSettingsThanStored_areRefusedWithWhatDiffers() throws IOException {
        small(NANO).sample();

        refused(small(NANO).seed(7)).withMessageContainingAll("seed was 1 and is 7", "--to");
        refused(small(NANO).maxNewTokens(25)).withMessageContaining("max_new_tokens was 24 and is 25");
        refused(small(NANO).questions(3)).withMessageContaining("questions was 2 and is 3");
        Path suite = temporary.resolve("sums.jsonl");
        Files.writeString(suite, "{\"question\": \"What is 1+2?\", \"answer\": \"3\"}\n");
        refused(small(NANO).suite(List.of(suite.toString())))
                .withMessageContainingAll("the suite has other questions", "nano-chain 100", "sums 1");
    }

    @Test
    void sample_storedByAProgramOfAnotherMeaning_isOnlyRead() throws IOException {
        small(NANO).sample();
        Path file = pass().resolve("pass.json");
        Files.writeString(file, Files.readString(file).replace("\"meaning\" : 1", "\"meaning\" : 0"));

        refused(small(NANO)).withMessageContaining("samples or marks otherwise than the one that began it");
        assertThat(session(pass().toString()).sample().orElseThrow().cells()).hasSize(4);
    }

    @Test
    void sample_otherWeightsOrTemplateText_areRefused() throws IOException {
        Path template = temporary.resolve("mine.txt");
        Files.writeString(template, "Q: {question}\n");
        small(NANO).templates(List.of(template.toString())).sample();

        Files.writeString(template, "Question: {question}\n");
        refused(small(NANO).templates(List.of(template.toString())))
                .withMessageContaining("holds samples of another template " + template);
        Files.writeString(template, "Q: {question}\n");
        Path copy = Files.createDirectories(temporary.resolve("other/nano"));
        try (Stream<Path> files = Files.list(Path.of(NANO))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        small(copy.toString()).templates(List.of(template.toString())).sample();
        assertThat(sampled).as("the same files in another place").isEmpty();
        Files.writeString(copy.resolve("generation_config.json"), "{ }");
        refused(small(copy.toString()).templates(List.of(template.toString())))
                .withMessageContainingAll("the model nano is not the one that was sampled", "NAME=");
    }

    @Test
    void sample_twoModelsOfOneName_areRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> small(NANO, "nano").sample())
                .withMessageContainingAll("two models are called nano", "NAME=");
    }

    @Test
    void sample_templateThatDoesNotFit_isRefusedByNameBeforeAnythingIsWritten() throws IOException {
        Path template = temporary.resolve("foreign.txt");
        Files.writeString(template, "<|user|>{question}<|assistant|>");

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> small(NANO)
                        .templates(List.of("none", template.toString()))
                        .sample())
                .withMessageContainingAll("model nano", template.toString(), "<|user|>");
        assertThat(pass()).doesNotExist();
    }

    @Test
    void sample_suiteWithoutAnswersOrQuestions_isRefused() throws IOException {
        Path unanswered = temporary.resolve("unanswered.jsonl");
        Files.writeString(unanswered, "{\"question\": \"What is 1+2?\"}\n");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(
                        () -> small(NANO).suite(List.of(unanswered.toString())).sample())
                .withMessageContainingAll("unanswered.jsonl", "answer");
        Path empty = temporary.resolve("empty.jsonl");
        Files.writeString(empty, "");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> small(NANO).suite(List.of(empty.toString())).sample())
                .withMessageContaining("empty.jsonl");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> small(NANO).suite(List.of("")).sample())
                .withMessageContaining("the suite is empty");
        assertThat(pass()).doesNotExist();
    }

    @Test
    void sample_folderOfSomethingElseOrInUse_isRefused() throws IOException {
        Path other = Files.createDirectories(temporary.resolve("other"));
        Files.writeString(other.resolve("thesis.tex"), "");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> small(NANO).folder(other).sample())
                .withMessageContaining("thesis.tex");
        Files.createDirectories(pass());
        try (FolderLock _ = FolderLock.take(pass().resolve("pass.lock")).orElseThrow()) {
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> small(NANO).sample())
                    .withMessageContaining("another command samples into");
        }
    }

    @Test
    void read_fileThatWasCut_isRefused() throws IOException {
        SampleFolder samples = small(NANO).templates(List.of("none")).sample().orElseThrow();
        Path file = pass().resolve("cells/nano,none,1.0/completions.jsonl");
        Files.writeString(file, Files.readString(file).substring(0, 900));

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> read(samples, samples.cells().get(1)))
                .withMessageContainingAll(file.toString(), "is damaged");
    }
}
