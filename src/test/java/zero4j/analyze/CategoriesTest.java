package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import zero4j.analyze.Categories.Breakdown;
import zero4j.analyze.Categories.Part;
import zero4j.analyze.MadeSamples.Kind;
import zero4j.eval.Category;
import zero4j.run.CompletionRecord;

class CategoriesTest {
    private static final SampleCell BASE = new SampleCell("base", "none", 1, 4);
    private static final SampleCell TRAINED = new SampleCell("trained", "none", 1, 4);

    @Test
    void of_everyKind_countsSharesAndLengths() {
        Categories found = Categories.of(new MadeSamples()
                .with(
                        BASE,
                        List.of(asked(BASE, 0, Map.of(), Kind.CORRECT, Kind.CORRECT, Kind.INCORRECT, Kind.TRUNCATED))));

        Breakdown all = found.breakdowns().getFirst();
        assertThat(all.group()).isEqualTo(Categories.ALL);
        assertThat(all.responses()).isEqualTo(4);
        assertThat(all.parts())
                .extracting(Part::category, Part::responses, Part::share, Part::meanTokens)
                .containsExactly(
                        tuple(Category.CORRECT, 2L, 0.5, OptionalDouble.of(10.5)),
                        tuple(Category.INCORRECT, 1L, 0.25, OptionalDouble.of(12)),
                        tuple(Category.UNFORMATTED, 0L, 0.0, OptionalDouble.empty()),
                        tuple(Category.TRUNCATED, 1L, 0.25, OptionalDouble.of(13)));
    }

    @Test
    void category_severalApply_isTheFirst() {
        CompletionRecord boxed = record("incorrect", true, "eos");

        assertThat(Category.of(boxed)).isEqualTo(Category.INCORRECT);
        assertThat(Category.of(record("unparseable", true, "stop"))).isEqualTo(Category.INCORRECT);
        assertThat(Category.of(record("over_budget", true, "eos"))).isEqualTo(Category.INCORRECT);
        assertThat(Category.of(record("no_answer", true, "length"))).isEqualTo(Category.TRUNCATED);
        assertThat(Category.of(record("no_answer", false, "length"))).isEqualTo(Category.TRUNCATED);
        assertThat(Category.of(record("no_answer", false, "eos"))).isEqualTo(Category.UNFORMATTED);
        assertThat(Category.of(record("correct", true, "length"))).isEqualTo(Category.CORRECT);
    }

    private static CompletionRecord record(String outcome, boolean formatted, String finishReason) {
        return new CompletionRecord(
                0,
                Optional.of("b"),
                "q",
                0,
                1,
                "p",
                "t",
                3,
                0,
                formatted,
                outcome,
                "rule",
                Optional.empty(),
                List.of("1"),
                finishReason);
    }

    @Test
    void of_levels_areInTheirOrderAndThoseWithoutOneByBenchmark() {
        List<SampledQuestion> questions = new ArrayList<>();
        for (String level : List.of("10", "2", "Level 3", "level 1")) {
            questions.add(asked(BASE, questions.size(), Map.of("level", level), Kind.CORRECT));
        }
        questions.add(asked(BASE, 4, Map.of(), Kind.UNFORMATTED));

        assertThat(Categories.of(new MadeSamples().with(BASE, questions)).breakdowns())
                .extracting(Breakdown::group)
                .containsExactly("all", "level 1", "level 2", "level 3", "level 10", "b");
    }

    @Test
    void of_twoModels_comparesThemQuestionByQuestion() {
        Categories found = Categories.of(new MadeSamples()
                .with(
                        BASE,
                        List.of(
                                asked(BASE, 0, Map.of("level", "1"), Kind.INCORRECT, Kind.UNFORMATTED),
                                asked(BASE, 1, Map.of("level", "2"), Kind.CORRECT, Kind.INCORRECT)))
                .with(
                        TRAINED,
                        List.of(
                                asked(TRAINED, 0, Map.of("level", "1"), Kind.CORRECT, Kind.CORRECT),
                                asked(TRAINED, 1, Map.of("level", "2"), Kind.CORRECT, Kind.INCORRECT))));

        assertThat(found.changes()).extracting(Categories.Change::group).containsExactly("all", "level 1", "level 2");
        assertThat(found.changes().getFirst().against()).isEqualTo("base");
        assertThat(found.changes().getFirst().differences())
                .extracting(difference -> difference.difference().mean())
                .containsExactly(0.5, -0.25, -0.25, 0.0);
        assertThat(found.finding().exhibits())
                .extracting(Finding.Exhibit::name)
                .containsExactly("level", "length", "change");
        assertThat(found.finding().says()).last().asString().contains("trained, none: +50.0 [", "no more than noise");
    }

    @Test
    void finding_allTruncated_showsTheWholeBarAndNoLengthOfOthers() {
        Finding finding = Categories.of(new MadeSamples()
                        .with(
                                BASE,
                                List.of(
                                        asked(BASE, 0, Map.of(), Kind.TRUNCATED),
                                        asked(BASE, 1, Map.of(), Kind.TRUNCATED))))
                .finding();

        assertThat(finding.exhibits().get(1).table().rows().getFirst())
                .containsExactly("base", "none", "10.0 (2)", "-", "-", "-", "10.0 (2)");
        finding.exhibits()
                .forEach(exhibit ->
                        assertThat(exhibit.chart().orElseThrow().svg()).doesNotContain("NaN"));
    }

    @Test
    void finding_noSamples_saysSo() {
        Finding finding = Categories.of(new MadeSamples().with(BASE, List.of())).finding();

        assertThat(finding.says()).containsExactly("There are no samples: nothing can be said.");
        assertThat(finding.exhibits()).allMatch(exhibit -> exhibit.chart().isEmpty());
    }

    @Test
    void finding_severalTemperatures_showsTheOneOfTraining() {
        Finding finding = Categories.of(MadeSamples.random(List.of("a"), List.of("none"), List.of(0.5, 1.0, 1.2), 9, 2))
                .finding();

        assertThat(finding.exhibits().getFirst().title()).endsWith("temperature 1.0");
        assertThat(finding.exhibits().get(2).table().rows()).hasSize(3);
    }

    private static SampledQuestion asked(SampleCell cell, int index, Map<String, String> tags, Kind... kinds) {
        AskedQuestion question = MadeSamples.question("b", index, tags);
        List<CompletionRecord> completions = new ArrayList<>();
        for (Kind kind : kinds) {
            completions.add(
                    MadeSamples.completion(question, cell, completions.size(), kind, "", 10 + completions.size()));
        }
        return new SampledQuestion(question, completions);
    }
}
