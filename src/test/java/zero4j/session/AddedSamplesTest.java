package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SampledQuestion;
import zero4j.run.CompletionRecord;

/** Samples that are added to those that are stored, or to those that an interrupted pass kept. */
class AddedSamplesTest extends SmallPass {
    private static final String CELL = "cells/nano,none,1.0";
    private static final String SCORES = "evaluation.json";

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

    /** A pass of one template, with so many samples at its temperature. */
    private AnalyzeSession of(Path folder, int samples) {
        return small(NANO).folder(folder).templates(List.of("none")).samples(samples);
    }

    /** What the sampled cell of a pass that was not interrupted has. */
    private String atOnce(int samples) throws IOException {
        Path folder = temporary.resolve("at-once-" + samples);
        of(folder, samples).sample();
        return Files.readString(folder.resolve(CELL + "/completions.jsonl"));
    }

    private Path cell() {
        return pass().resolve(CELL);
    }

    @Test
    void sample_moreSamplesThanStored_samplesOnlyTheOthersAndIsAsSampledAtOnce() throws IOException {
        String whole = atOnce(5);
        of(pass(), 2).sample();

        SampleFolder more = of(pass(), 5).sample().orElseThrow();
        assertThat(sampled).containsExactly(new SampleCell("nano", "none", 1, 5));
        assertThat(told).anyMatch(text -> text.contains("has 2 samples of a question, and 5 are asked for"));
        assertThat(finished).hasValue(30);
        assertThat(keptAndDue).containsExactly(0L, 30L);
        assertThat(cell().resolve("completions.jsonl")).hasContent(whole);
        assertThat(cell().resolve("more")).doesNotExist();
        assertThat(more.counts(more.cells().get(1)).completions()).isEqualTo(50);
        assertThat(read(more, more.cells().get(1)))
                .hasSize(10)
                .allSatisfy(question -> assertThat(question.completions())
                        .extracting(CompletionRecord::sample)
                        .containsExactly(0, 1, 2, 3, 4));
    }

    @Test
    void sample_moreSamplesStopped_leavesTheFirstReadableAndGoesOn() throws IOException {
        String whole = atOnce(4);
        of(pass(), 2).sample();
        int[] asked = {0};
        assertThat(of(pass(), 4).stopWhen(() -> asked[0]++ >= 2).sample()).isEmpty();

        SampleFolder first = of(pass(), 2).sample().orElseThrow();
        assertThat(sampled).isEmpty();
        assertThat(read(first, first.cells().get(1))).hasSize(10);
        of(pass(), 4).sample();
        assertThat(keptAndDue.getFirst()).isPositive();
        assertThat(finished).hasValue(20 - keptAndDue.getFirst());
        assertThat(cell().resolve("completions.jsonl")).hasContent(whole);
    }

    @Test
    void sample_interruptedThenMoreSamples_keepsWhatWasSampled() throws IOException {
        String whole = atOnce(6);
        for (int begun : new int[] {0, 2}) { // before anything is complete, and while samples are added
            Path folder = temporary.resolve("pass-" + begun);
            if (begun > 0) {
                of(folder, begun).sample();
            }
            int[] asked = {0};
            assertThat(of(folder, 4)
                            .stopWhen(() -> asked[0]++ >= (begun > 0 ? 2 : 7))
                            .sample())
                    .isEmpty();
            of(folder, 6).sample();

            assertThat(keptAndDue.getFirst()).as("kept").isPositive();
            assertThat(finished)
                    .hasValue(60 - 10L * begun - keptAndDue.getFirst())
                    .hasValue(keptAndDue.getLast());
            assertThat(folder.resolve(CELL + "/completions.jsonl")).hasContent(whole);
        }
    }

    /** @param state 0: nothing is joined yet; 1: some is; 2: all is and its file has its name; 3: only what was added is to be removed */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void sample_killedWhileSamplesAreJoined_samplesNothingAgain(int state) throws IOException {
        String whole = atOnce(4);
        of(pass(), 2).sample();
        int[] asked = {0};
        assertThat(of(pass(), 4).stopWhen(() -> asked[0]++ >= 2).sample()).isEmpty();
        Path more = cell().resolve("more");
        String marker = Files.readString(more.resolve("unfinished.json"));
        Files.delete(more.resolve("unfinished.json"));
        Files.delete(more.resolve("unfinished.jsonl"));
        Files.writeString(more.resolve("evaluation.json"), marker);
        Files.writeString(
                more.resolve("completions.jsonl"),
                whole.lines()
                        .filter(line -> !line.contains("\"sample\":0,") && !line.contains("\"sample\":1,"))
                        .collect(Collectors.joining("\n", "", "\n")));
        ObjectNode joining = (ObjectNode) JsonMapper.shared().readTree(marker);
        joining.set("description", joining.path("description").path("cell"));
        Path cells = cell().resolve("completions.jsonl");
        switch (state) {
            case 1 -> {
                Files.writeString(cell().resolve("unfinished.json"), joining.toString());
                Files.writeString(cell().resolve("unfinished.jsonl"), whole.substring(0, 900));
            }
            case 2 -> {
                Files.writeString(cell().resolve("unfinished.json"), joining.toString());
                Files.writeString(cells, whole);
            }
            case 3 -> {
                Files.writeString(cells, whole);
                ObjectNode stored = (ObjectNode) JsonMapper.shared().readTree(Files.readString(cell().resolve(SCORES)));
                Files.writeString(
                        cell().resolve(SCORES),
                        stored.set("description", joining.path("description")).toString());
            }
            default -> {}
        }

        finished.set(0);
        assertThat(of(pass(), 4).sample()).isPresent();
        assertThat(finished).hasValue(0);
        assertThat(cells).hasContent(whole);
        assertThat(of(pass(), 5).sample()).isPresent();
        assertThat(finished).hasValue(10);
        assertThat(more).doesNotExist();
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
}
