package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zero4j.analyze.MadeSamples.Kind;
import zero4j.analyze.SelfReflection.Accuracy;
import zero4j.analyze.SelfReflection.Judged;
import zero4j.analyze.SelfReflection.Judging;
import zero4j.analyze.SelfReflection.Reflecting;
import zero4j.analyze.SelfReflection.Share;
import zero4j.run.CompletionRecord;

class SelfReflectionTest {
    private static final SampleCell CELL = new SampleCell("nano", "none", 1, 2);
    private static final String PLAIN = "1+1=2. ";
    private static final String CHECKED = "1+1=2. Check again: 1+1=2. Check again: 1+1=2. ";
    private static final String DOUBTED = "1+1=2. Hm, I doubt that. ";
    private static final String SAID_ONLY = "Do not recheck this. ";
    private static final String UNCLEAR = "Recheck? unclear ";

    /** Finds doubts as well, and is not taken in by a word alone. */
    private static final class Careful implements Judge {
        private final List<Integer> calls = new ArrayList<>();
        private final List<Response> asked = new ArrayList<>();

        @Override
        public String name() {
            return "careful";
        }

        @Override
        public List<Optional<Boolean>> answering(List<Response> responses) {
            throw new AssertionError("not asked");
        }

        @Override
        public List<Optional<Reflection>> reflection(List<Response> responses) {
            calls.add(responses.size());
            asked.addAll(responses);
            return responses.stream()
                    .map(response -> response.text().contains("unclear")
                            ? Optional.<Reflection>empty()
                            : Optional.of(
                                    response.text().contains("doubt")
                                                    || response.text().contains("again:")
                                            ? Reflection.REFLECTION
                                            : Reflection.NONE))
                    .toList();
        }
    }

    private final Careful judge = new Careful();

    @Test
    void of_keywords_countsQuestionsResponsesAndOccurrences() {
        SelfReflection found = SelfReflection.of(
                samples(asked(0, true, PLAIN, true, CHECKED), asked(1, true, PLAIN, true, PLAIN)), Optional.empty());

        Reflecting cell = found.cells().getFirst();
        assertThat(cell.questions())
                .extracting(Share::found, Share::all, Share::share)
                .containsExactly(1L, 2L, 0.5);
        assertThat(cell.responses())
                .extracting(Share::found, Share::all, Share::share)
                .containsExactly(1L, 4L, 0.25);
        assertThat(cell.occurrences().get(Keywords.ALL.indexOf("check again"))).isEqualTo(2);
        assertThat(cell.containing().get(Keywords.ALL.indexOf("check again"))).isEqualTo(1);
        assertThat(cell.occurrences().stream().mapToLong(i -> i).sum()).isEqualTo(2);
        assertThat(cell.judged()).isEmpty();
    }

    @Test
    void of_judge_crossesItsWordWithKeywordsAndLeavesOutWhatItCannotSay() {
        SelfReflection found = SelfReflection.of(
                samples(
                        asked(0, true, CHECKED, true, DOUBTED),
                        asked(1, true, SAID_ONLY, true, PLAIN),
                        asked(2, true, UNCLEAR, true, PLAIN)),
                Optional.of(new Judging(judge, 0, false, 1)));

        Judged judged = found.cells().getFirst().judged().orElseThrow();
        assertThat(judged)
                .extracting(Judged::offTopic, Judged::none, Judged::reflection, Judged::unjudged)
                .containsExactly(0L, 3L, 2L, 1L);
        assertThat(judged.withKeyword()).isEqualTo(2);
        assertThat(judged.reflectingWithKeyword()).isEqualTo(1);
        assertThat(judged.byJudge().orElseThrow().questions().found()).isEqualTo(1);
        assertThat(judged.byJudge().orElseThrow().responses())
                .extracting(Share::found, Share::all)
                .containsExactly(2L, 5L);
        assertThat(judged.byBoth().responses())
                .extracting(Share::found, Share::all)
                .containsExactly(1L, 5L);
        assertThat(found.finding().says())
                .anyMatch(line -> line.contains("No judgement was to be had of 1 response; it is left out"))
                .anyMatch(line -> line.contains("Of 2 judged responses with a keyword 1 was judged to reflect; of 2"
                        + " responses judged to reflect 1 has no keyword."));
    }

    @Test
    void of_judgeOfKeywordsOnly_isShownNoOthersAndSaysNothingOfThem() {
        SelfReflection found = SelfReflection.of(
                samples(asked(0, true, CHECKED, true, DOUBTED), asked(1, true, SAID_ONLY, true, PLAIN)),
                Optional.of(new Judging(judge, 0, true, 1)));

        assertThat(judge.asked)
                .extracting(Judge.Response::text)
                .allMatch(Keywords::reflects)
                .hasSize(2);
        Judged judged = found.cells().getFirst().judged().orElseThrow();
        assertThat(judged.byJudge()).isEmpty();
        assertThat(judged.byBoth().questions())
                .extracting(Share::found, Share::all)
                .containsExactly(1L, 2L);
        assertThat(judged.byBoth().responses())
                .extracting(Share::found, Share::all)
                .containsExactly(1L, 4L);
        assertThat(found.accuracies()).extracting(Accuracy::by).containsExactly("keyword", "both");
    }

    @Test
    void of_limit_judgesTheSameWholeQuestionsOfEveryCell() {
        SampleSet set = MadeSamples.random(List.of("a", "b"), List.of("none"), List.of(0.5, 1.0), 40, 8);
        SelfReflection found = SelfReflection.of(set, Optional.of(new Judging(judge, 100, false, 7)));

        assertThat(found.judge().orElseThrow())
                .isEqualTo(new SelfReflection.JudgedBy("careful", List.of("Judged by careful."), 12, 40, false, 7));
        assertThat(found.cells())
                .allMatch(cell -> cell.judged()
                                        .orElseThrow()
                                        .byBoth()
                                        .questions()
                                        .all()
                                == 12
                        && cell.judged().orElseThrow().byBoth().responses().all() == 96);
        List<List<String>> questions = new ArrayList<>();
        for (int cell = 0; cell < 4; cell++) {
            questions.add(judge.asked.subList(96 * cell, 96 * (cell + 1)).stream()
                    .map(Judge.Response::question)
                    .toList());
        }
        assertThat(questions).allMatch(questions.getFirst()::equals);
        Careful other = new Careful();
        SelfReflection.of(set, Optional.of(new Judging(other, 100, false, 8)));
        assertThat(other.asked).isNotEqualTo(judge.asked);
    }

    @Test
    void of_manyResponses_areJudgedManyAtATime() {
        SampleSet set = MadeSamples.random(List.of("a"), List.of("none"), List.of(1.0), 200, 8);

        SelfReflection.of(set, Optional.of(new Judging(judge, 0, false, 1)));

        assertThat(judge.calls).containsExactly(512, 512, 512, 64);
    }

    @Test
    void of_accuracy_comparesWithinQuestionAndTemperature() {
        SampleCell cool = new SampleCell("nano", "none", 0.5, 2);
        SelfReflection found = SelfReflection.of(
                new MadeSamples()
                        // Cool: both kinds of question 0, reflection is right, the other wrong. Question 1 never
                        // reflects.
                        .with(cool, List.of(asked(0, true, CHECKED, false, PLAIN), asked(1, true, PLAIN, true, PLAIN)))
                        // Hot: no difference of question 0; of question 1 the one that reflects is wrong.
                        .with(
                                CELL,
                                List.of(asked(0, false, CHECKED, false, PLAIN), asked(1, false, CHECKED, true, PLAIN))),
                Optional.empty());

        Accuracy accuracy = found.accuracies().getFirst();
        assertThat(accuracy.questions()).isEqualTo(2);
        assertThat(accuracy.withBoth()).isEqualTo(2);
        assertThat(accuracy.accuracyWith()).isCloseTo((0.5 + 0) / 2, within(1e-12));
        assertThat(accuracy.accuracyWithout()).isCloseTo((0 + 1) / 2.0, within(1e-12));
        assertThat(accuracy.difference().orElseThrow().mean()).isCloseTo((0.5 - 1) / 2, within(1e-12));
        assertThat(List.of(accuracy.below(), accuracy.equal(), accuracy.above()))
                .containsExactly(1, 0, 1);
        assertThat(accuracy.histogram().get(0)).isEqualTo(1);
        assertThat(accuracy.histogram().get(15)).isEqualTo(1);
        assertThat(accuracy.histogram().stream().mapToInt(i -> i).sum()).isEqualTo(2);
    }

    @Test
    void finding_greedyBesideSampled_isInTheTableAndNotInTheCurve() {
        SampleCell greedy = new SampleCell("nano", "none", 0, 1);
        SampledQuestion once = asked(0, true, CHECKED, true, PLAIN);
        Finding finding = SelfReflection.of(
                        new MadeSamples()
                                .with(
                                        greedy,
                                        List.of(new SampledQuestion(
                                                once.question(),
                                                once.completions().subList(0, 1))))
                                .with(CELL, List.of(asked(0, true, CHECKED, true, PLAIN))),
                        Optional.empty())
                .finding();

        assertThat(finding.exhibits().getFirst().table().rows())
                .extracting(row -> row.get(2) + " " + row.get(3))
                .containsExactly("0.0 1", "1.0 2");
        assertThat(finding.exhibits().getFirst().chart().orElseThrow().svg()).contains(">temperature 1.0</text>");
    }

    @Test
    void finding_modelThatNeverReflects_saysSoAndComparesNothing() {
        Finding finding = SelfReflection.of(samples(asked(0, true, PLAIN, false, PLAIN)), Optional.empty())
                .finding();

        assertThat(finding.says()).contains("No response has a keyword: nano, none.");
        assertThat(finding.exhibits().getLast().chart()).isEmpty();
        assertThat(finding.exhibits().getLast().table().rows().getFirst()).contains("-");
        finding.exhibits()
                .subList(0, 3)
                .forEach(exhibit ->
                        assertThat(exhibit.chart().orElseThrow().svg()).doesNotContain("NaN"));
    }

    @Test
    void finding_nothingRight_comparesNothing() {
        Finding finding = SelfReflection.of(samples(asked(0, false, CHECKED, false, PLAIN)), Optional.empty())
                .finding();

        assertThat(finding.says())
                .last()
                .asString()
                .endsWith("of 1 question with responses of both kinds, none has a response" + " that is right.");
        assertThat(finding.exhibits().getLast().chart()).isEmpty();
    }

    @Test
    void finding_severalModels_haveTheSameScale() {
        SampleCell other = new SampleCell("other", "none", 1, 2);
        String svg = SelfReflection.of(
                        new MadeSamples()
                                .with(CELL, Collections.nCopies(20, asked(0, true, CHECKED, true, CHECKED)))
                                .with(other, Collections.nCopies(20, asked(0, true, PLAIN, true, PLAIN))),
                        Optional.empty())
                .finding()
                .exhibits()
                .get(1)
                .chart()
                .orElseThrow()
                .svg();

        assertThat(svg.split(">100 %</text>", -1)).hasSize(1 + 2);
    }

    @Test
    void finding_noSamples_saysSo() {
        Finding finding = SelfReflection.of(
                        new MadeSamples().with(CELL, List.of()), Optional.of(new Judging(judge, 5, false, 1)))
                .finding();

        assertThat(finding.says()).containsExactly("There are no samples: nothing can be said.");
        assertThat(finding.exhibits()).allMatch(exhibit -> exhibit.chart().isEmpty());
    }

    private static SampleSet samples(SampledQuestion... questions) {
        return new MadeSamples().with(CELL, List.of(questions));
    }

    private static SampledQuestion asked(int index, boolean right, String work, boolean otherRight, String other) {
        AskedQuestion question = MadeSamples.question("b", index, Map.of());
        CompletionRecord first =
                MadeSamples.completion(question, CELL, 0, right ? Kind.CORRECT : Kind.INCORRECT, work, 9);
        CompletionRecord second =
                MadeSamples.completion(question, CELL, 1, otherRight ? Kind.CORRECT : Kind.INCORRECT, other, 9);
        return new SampledQuestion(question, List.of(first, second));
    }
}
