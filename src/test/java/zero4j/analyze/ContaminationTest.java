package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ContaminationTest {
    private static final Overlap OVERLAP = new Overlap(
            "train",
            1000,
            List.of(
                    new Overlap.OfBenchmark(
                            "first",
                            4,
                            1,
                            List.of(
                                    new Overlap.Found(
                                            "first:0", "A long text", 10, 10, true, "train:7", "a long text", 1),
                                    new Overlap.Found("first:1", "Another one", 10, 10, false, "train:8", "another", 3),
                                    new Overlap.Found("first:3", "A third", 10, 2, false, "train:9", "third", 900))),
                    new Overlap.OfBenchmark("second", 2, 0, List.of())));

    private static final Contamination.OfModel MODEL = new Contamination.OfModel(
            "base",
            64,
            List.of(
                    new CompletionProbe.OfBenchmark(
                            "first",
                            1,
                            List.of(
                                    new CompletionProbe.Probe(
                                            "first:0", "What is", "the sum", "the sum of", true, 1, true),
                                    new CompletionProbe.Probe(
                                            "first:1", "How many", "are there", "I", false, 0, false))),
                    new CompletionProbe.OfBenchmark("second", 2, List.of())));

    @Test
    void finding_ofOverlaps_countsByHowMuchIsShared() {
        Finding finding = new Contamination(List.of(OVERLAP), List.of()).finding();

        assertThat(finding.name()).isEqualTo("contamination");
        Finding.Exhibit counts = finding.exhibits().getFirst();
        assertThat(counts.title()).isEqualTo("Questions of benchmarks in training sets");
        assertThat(counts.table().rows())
                .containsExactly(
                        List.of("train", "first", "4", "1", "2", "2", "3", "75.0 %", "1"),
                        List.of("train", "second", "2", "0", "0", "0", "0", "0.0 %", "0"));
        assertThat(counts.chart().orElseThrow().svg()).contains("first", "second", "same text");
        assertThat(finding.exhibits().get(1).table().rows())
                .startsWith(List.of("first:0", "the same", "A long text"), List.of("  train:7", "", "a long text"))
                .endsWith(List.of("first:3", "2 of 10", "A third"), List.of("  train:9", "and 899 others", "third"));
    }

    @Test
    void finding_ofSeveralSets_namesThem() {
        Finding finding =
                new Contamination(List.of(OVERLAP, new Overlap("other", 2, OVERLAP.benchmarks())), List.of()).finding();

        assertThat(finding.exhibits().getFirst().table().rows())
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactly("train first", "train second", "other first", "other second");
    }

    @Test
    void finding_ofModels_hasSharesWithIntervalsAndNoNumberWhereNobodyWasAsked() {
        Finding finding = new Contamination(List.of(), List.of(MODEL)).finding();

        assertThat(finding.exhibits().getFirst().table().rows())
                .containsExactly(
                        List.of(
                                "base",
                                "first",
                                "2",
                                "1",
                                "50.0 %",
                                "[9.5, 90.5]",
                                "0.500",
                                "[0.000, 1.000]",
                                "50.0 %",
                                "[9.5, 90.5]"),
                        List.of("base", "second", "0", "0", "-", "-", "-", "-", "-", "-"));
        assertThat(finding.exhibits().getFirst().chart().orElseThrow().svg()).contains("ROUGE-L");
        assertThat(finding.exhibits().get(1).table().rows())
                .startsWith(
                        List.of("base", "first:0", "given", "What is"),
                        List.of("", "", "rest", "the sum"),
                        List.of("", "", "said", "the sum of"));
    }

    @Test
    void finding_data_areAllNumbersAndIds() {
        JsonNode data = JsonMapper.shared()
                .valueToTree(new Contamination(List.of(OVERLAP), List.of(MODEL))
                        .finding()
                        .data());

        assertThat(data.at("/overlaps/0/benchmarks/0/found/1/training").asString())
                .isEqualTo("train:8");
        assertThat(data.at("/overlaps/0/benchmarks/0/found/1/shared").asInt()).isEqualTo(10);
        assertThat(data.at("/models/0/benchmarks/0/probes/0/verbatim").asBoolean())
                .isTrue();
    }

    @Test
    void of_nothing_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Contamination(List.of(), List.of()));
    }

    @Test
    void finding_nothingFound_saysSoAndDrawsNothing() {
        Overlap nothing = new Overlap("train", 1000, List.of(new Overlap.OfBenchmark("second", 2, 0, List.of())));
        Finding finding = new Contamination(List.of(nothing), List.of()).finding();

        assertThat(finding.exhibits()).singleElement().satisfies(one -> assertThat(one.chart()).isEmpty());
        assertThat(finding.says()).anyMatch(text -> text.startsWith("Nothing was found"));
        assertThat(new Contamination(List.of(nothing, OVERLAP), List.of()).finding().says())
                .noneMatch(text -> text.startsWith("Nothing was found"));
    }
}
