package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SampledQuestion;
import zero4j.data.SpecialTokens;
import zero4j.verify.VerifierSettings;

/** What a pass of sampling refuses: nothing of other settings is ever mixed, or used unsaid. */
class RefusedPassTest extends SmallPass {
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
    void sample_nothingMissing_comparesWhateverIsSaid() throws IOException {
        small(NANO).sample();
        String folder = pass().toString();

        refused(session(folder).seed(7)).withMessageContaining("seed was 1 and is 7");
        refused(session(folder).questions(5)).withMessageContaining("questions was 2 and is 5");
        refused(session(folder).maxNewTokens(9)).withMessageContaining("max_new_tokens was 24 and is 9");
        refused(session(folder).specialTokens(SpecialTokens.ESCAPE)).withMessageContaining("special_tokens was");
        refused(session(folder)
                        .verifier(new VerifierSettings(
                                VerifierSettings.DEFAULT.grade(), 3, VerifierSettings.DEFAULT.form())))
                .withMessageContaining("verifier was");
        Path suite = temporary.resolve("sums.jsonl");
        Files.writeString(suite, "{\"question\": \"What is 1+2?\", \"answer\": \"3\"}\n");
        refused(session(folder).suite(List.of(suite.toString())))
                .withMessageContaining("the suite has other questions");
        refused(session(folder).compute(usual -> dtype(usual, "bfloat16")))
                .withMessageContainingAll("holds samples of nano in float32, and bfloat16 changes more", "--dtype");
        assertThat(session(folder)
                        .seed(1)
                        .questions(2)
                        .suite(List.of("nano"))
                        .compute(usual -> dtype(usual, "float32"))
                        .sample())
                .isPresent();
        assertThat(told).isEmpty();
        session(folder).compute(RefusedPassTest::torch).sample();
        assertThat(told)
                .singleElement()
                .asString()
                .contains("sampled by the vector engine on cpu, and not by LibTorch");
    }

    private static Compute dtype(Compute usual, String dtype) {
        return new Compute(usual.device(), dtype, usual.threads(), usual.engine(), usual.slots());
    }

    private static Compute torch(Compute usual) {
        return new Compute(usual.device(), usual.dtype(), usual.threads(), "torch", usual.slots());
    }

    @Test
    void sample_anotherPrecisionOrEngine_isRefusedWhereItWouldBeMixed() throws IOException {
        small(NANO).compute(RefusedPassTest::torch).sample();

        refused(small(NANO).temperatures(List.of(0.5)).compute(usual -> dtype(usual, "bfloat16")))
                .withMessageContaining("holds samples of nano in float32");
        refused(small(NANO).samples(3).compute(usual -> new Compute(usual.device(), usual.dtype(), 1, "vector", 8)))
                .withMessageContainingAll("by LibTorch on cpu", "the vector engine on cpu is to sample the rest");
        SampleFolder more = small(NANO).samples(3).sample().orElseThrow();
        assertThat(more.origin(more.cells().getLast()).engine()).as("as before").isEqualTo("LibTorch");
        assertThat(told).anyMatch(text -> text.contains("need not be those that 3 at once would have given"));
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

    /** Questions of about so many tokens. */
    private Path suite(int... words) throws IOException {
        Path suite = temporary.resolve("long.jsonl");
        StringBuilder lines = new StringBuilder();
        for (int count : words) {
            lines.append("{\"question\": \"What is ")
                    .append("1+".repeat(count / 2))
                    .append("1?\", \"answer\": \"3\"}\n");
        }
        return Files.writeString(suite, lines.toString());
    }

    @Test
    void sample_namedTemplateThatFitsNoContext_isRefusedBeforeAnythingIsWritten() throws IOException {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(
                        () -> small(NANO).templates(List.of("none", "4-shot")).sample())
                .withMessageContainingAll(
                        "model nano", "the template 4-shot", "context of 256 tokens", "shortest prompt");
        assertThat(pass()).doesNotExist();
    }

    @Test
    void sample_usualTemplateInWhichNoQuestionFits_isLeftOutAndTold() throws IOException {
        SampleFolder samples = session(NANO)
                .folder(pass())
                .suite(List.of(suite(246).toString()))
                .maxNewTokens(2)
                .temperatures(List.of(1.0))
                .samples(1)
                .sample()
                .orElseThrow();

        assertThat(samples.cells()).extracting(SampleCell::template).containsOnly("none");
        assertThat(told)
                .anyMatch(text -> text.startsWith("template r1 is left out") && text.contains("context of 256"));
    }

    @Test
    void sample_someQuestionsThatDoNotFit_areKeptAsNeverAsked() throws IOException {
        SampleFolder samples = small(NANO)
                .suite(List.of(suite(10, 400).toString()))
                .templates(List.of("none"))
                .sample()
                .orElseThrow();

        assertThat(read(samples, samples.cells().getFirst()))
                .extracting(SampledQuestion::neverAsked)
                .containsExactly(false, true);
        assertThat(samples.counts(samples.cells().getLast()).truncated()).isLessThanOrEqualTo(2);
    }
}
