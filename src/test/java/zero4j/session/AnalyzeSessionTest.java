package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SampledQuestion;
import zero4j.run.CompletionRecord;

/** A pass of sampling: what is stored is used, and what is missing is sampled. */
class AnalyzeSessionTest extends SmallPass {
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
}
