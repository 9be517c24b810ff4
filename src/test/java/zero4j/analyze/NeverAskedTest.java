package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.analyze.MadeSamples.Kind;
import zero4j.analyze.judge.RuleJudge;
import zero4j.run.CompletionRecord;

/** What analyses make of questions that do not fit a model's context. */
class NeverAskedTest {
    private static final SampleCell SOME = new SampleCell("m", "none", 1, 2);
    private static final SampleCell NOTHING = new SampleCell("m", "long", 1, 2);

    private static List<SampledQuestion> asked(SampleCell cell, int asked, int of) {
        List<SampledQuestion> questions = new ArrayList<>();
        for (int i = 0; i < of; i++) {
            AskedQuestion question = MadeSamples.question("b", i, Map.of("level", "1"));
            boolean fits = i < asked;
            List<CompletionRecord> completions = IntStream.range(0, cell.samples())
                    .mapToObj(sample -> MadeSamples.completion(
                            question,
                            cell,
                            sample,
                            fits ? Kind.CORRECT : Kind.TRUNCATED,
                            fits ? "Wait. " : "",
                            fits ? 9 : 0))
                    .toList();
            questions.add(new SampledQuestion(question, completions));
        }
        return questions;
    }

    private static final MadeSamples SAMPLES =
            new MadeSamples().with(SOME, asked(SOME, 3, 4)).with(NOTHING, asked(NOTHING, 0, 4));

    private static Finding finding(Analysis analysis) {
        return analysis.find(SAMPLES, new SelfReflection.Judging(new RuleJudge(), 0, false, 1));
    }

    @Test
    void find_everyAnalysis_saysHowManyWereNeverAsked() {
        for (Analysis analysis : Analysis.values()) {
            assertThat(String.join(" ", finding(analysis).says()))
                    .as(analysis.word())
                    .contains("longer than the model's context")
                    .containsPattern("m, none(, b)? 1 of 4")
                    .containsPattern("m, long(, b)? 4 of 4");
        }
    }

    @Test
    void answering_neverAsked_isNotCounted() {
        Answering found = Answering.of(SAMPLES, new RuleJudge());

        assertThat(found.ways()).extracting(way -> way.answers().questions()).containsExactly(3, 0);
        assertThat(found.ways()).extracting(way -> way.answers().responses()).containsExactly(6L, 0L);
        assertThat(found.ways().getFirst().answers().share()).isEqualTo(1);
        assertThat(found.finding().exhibits().getFirst().table().rows().getLast())
                .element(2)
                .isEqualTo("-");
    }

    @Test
    void categories_neverAsked_areNoneOfThem() {
        assertThat(Categories.of(SAMPLES).breakdowns())
                .allMatch(breakdown -> breakdown.cell().equals(SOME)
                        && breakdown.questions() == 3
                        && breakdown.parts().getFirst().share() == 1)
                .isNotEmpty();
    }

    @Test
    void reflection_neverAsked_isNotCounted() {
        SelfReflection found =
                SelfReflection.of(SAMPLES, Optional.of(new SelfReflection.Judging(new RuleJudge(), 0, false, 1)));

        assertThat(found.cells()).singleElement().satisfies(cell -> {
            assertThat(cell.cell()).isEqualTo(SOME);
            assertThat(cell.responses().all()).isEqualTo(6);
        });
    }

    @Test
    void exploration_neverAsked_countsAsNotSolvedUnlessNothingWasAsked() {
        assertThat(Exploration.of(SAMPLES).scores()).singleElement().satisfies(score -> {
            assertThat(score.cell()).isEqualTo(SOME);
            assertThat(score.questions()).isEqualTo(4);
            assertThat(score.passAt().getFirst().mean()).isEqualTo(0.75);
        });
    }
}
