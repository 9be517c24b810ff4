package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zero4j.analyze.Finding.Exhibit;
import zero4j.eval.Interval;

class AnsweringTest {
    /** Says of a text what it ends with; of some nothing. */
    private static final class EndJudge implements Judge {
        private final List<Integer> sizes = new ArrayList<>();

        @Override
        public String name() {
            return "ends";
        }

        @Override
        public List<Optional<Boolean>> answering(List<Response> responses) {
            sizes.add(responses.size());
            return responses.stream()
                    .map(response -> response.text().contains("?")
                            ? Optional.<Boolean>empty()
                            : Optional.of(response.text().contains("boxed")))
                    .toList();
        }

        @Override
        public List<Optional<Reflection>> reflection(List<Response> responses) {
            throw new AssertionError("nobody asks");
        }
    }

    private static final MadeSamples SAMPLES =
            MadeSamples.random(List.of("a", "b"), List.of("none", "r1"), List.of(0.5, 1.0), 40, 4);

    @Test
    void of_everyCell_isWhatPlainCodeCounts() {
        Answering found = Answering.of(SAMPLES, new EndJudge());
        assertThat(found.cells()).extracting(Answering.Cell::cell).isEqualTo(SAMPLES.cells());
        for (Answering.Cell cell : found.cells()) {
            List<Double> shares = new ArrayList<>();
            SAMPLES.read(
                    cell.cell(),
                    question -> shares.add(question.completions().stream()
                                    .filter(completion -> completion.text().contains("boxed"))
                                    .count()
                            / 4.0));
            double[] each = shares.stream().mapToDouble(share -> share).toArray();
            double mean = shares.stream().mapToDouble(share -> share).average().orElseThrow();
            assertThat(cell.answers().share()).isCloseTo(mean, within(1e-12));
            assertThat(cell.answers().interval()).isEqualTo(Interval.ofMean(each));
            assertThat(cell.answers().responses()).isEqualTo(160);
            assertThat(cell.answers().answering()).isEqualTo(Math.round(160 * mean));
        }
    }

    @Test
    void of_severalTemperatures_joinsThemByQuestion() {
        Answering found = Answering.of(SAMPLES, new EndJudge());
        assertThat(found.ways())
                .extracting(way -> way.model() + " " + way.template())
                .containsExactly("a none", "a r1", "b none", "b r1");
        Answering.Way first = found.ways().getFirst();
        assertThat(first.answers().questions()).isEqualTo(40);
        assertThat(first.answers().share())
                .isCloseTo(
                        (found.cells().get(0).answers().share()
                                        + found.cells().get(1).answers().share())
                                / 2,
                        within(1e-12));
    }

    @Test
    void of_responsesWithoutJudgement_leavesThemOutAndCountsThem() {
        SampleCell cell = new SampleCell("m", "none", 1, 2);
        MadeSamples made = new MadeSamples()
                .with(
                        cell,
                        List.of(
                                asked(cell, 0, "4?", "\\boxed{1}"),
                                asked(cell, 1, "2?", "3?"),
                                asked(cell, 2, "x", "\\boxed{1}")));
        Answering.Share answers =
                Answering.of(made, new EndJudge()).ways().getFirst().answers();
        assertThat(answers.questions()).isEqualTo(2);
        assertThat(answers.responses()).isEqualTo(6);
        assertThat(answers.judged()).isEqualTo(3);
        assertThat(answers.answering()).isEqualTo(2);
        assertThat(answers.share()).isEqualTo(0.75);
    }

    private static SampledQuestion asked(SampleCell cell, int index, String... texts) {
        AskedQuestion question = MadeSamples.question("plain", index, Map.of());
        List<zero4j.run.CompletionRecord> completions = new ArrayList<>();
        for (String text : texts) {
            completions.add(
                    MadeSamples.completion(question, cell, completions.size(), MadeSamples.Kind.UNFORMATTED, text, 5));
        }
        return new SampledQuestion(question, completions);
    }

    @Test
    void of_manyQuestions_asksForManyAtATime() {
        EndJudge judge = new EndJudge();
        Answering.of(MadeSamples.random(List.of("a"), List.of("none"), List.of(1.0), 1000, 2), judge);
        assertThat(judge.sizes).containsExactly(512, 512, 512, 464);
    }

    @Test
    void finding_ofSeveralTemperatures_hasTablesAndCharts() {
        Finding finding = Answering.of(SAMPLES, new EndJudge()).finding();
        assertThat(finding.name()).isEqualTo("answering");
        assertThat(finding.exhibits()).extracting(Exhibit::name).containsExactly("template", "temperature");
        assertThat(finding.exhibits().getFirst().table().rows()).hasSize(4);
        assertThat(finding.exhibits().getLast().table().header())
                .containsExactly("model", "template", "at 0.5", "at 1.0");
        assertThat(finding.exhibits().getFirst().chart().orElseThrow().svg()).contains("r1", "none", ">a<", ">b<");
        assertThat(finding.exhibits().getLast().chart().orElseThrow().svg()).contains("temperature");
        assertThat(finding.says()).first().isEqualTo("Judged by ends.");
    }

    @Test
    void finding_ofTemplatesThatDiffer_saysWhichAnswersMost() {
        MadeSamples made = new MadeSamples();
        for (String template : List.of("none", "r1")) {
            SampleCell cell = new SampleCell("m", template, 1, 1);
            List<SampledQuestion> questions = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                questions.add(asked(cell, i, template.equals("r1") || i < 5 ? "\\boxed{1}" : "and so on"));
            }
            made.with(cell, questions);
        }
        assertThat(Answering.of(made, new EndJudge()).finding().says())
                .contains("m answers most with the template r1 (100.0 %), least with none (12.5 %).");
        assertThat(Answering.of(SAMPLES, new EndJudge()).finding().says())
                .noneMatch(says -> says.contains("answers most"));
    }

    @Test
    void finding_ofNothing_isEmpty() {
        Finding finding = Answering.of(new MadeSamples(), new EndJudge()).finding();
        assertThat(finding.exhibits())
                .singleElement()
                .satisfies(exhibit -> assertThat(exhibit.table().rows()).isEmpty());
    }

    @Test
    void subset_ofResponses_hasTheSameQuestionsEverywhere() {
        QuestionSubset part = QuestionSubset.of(SAMPLES, 41, 1);
        Set<List<String>> kept = new HashSet<>();
        for (SampleCell cell : part.cells()) {
            List<String> ids = new ArrayList<>();
            part.read(cell, question -> ids.add(question.question().id()));
            assertThat(ids).hasSize(10);
            kept.add(ids);
        }
        assertThat(kept).hasSize(1);
        assertThat(part.says())
                .hasValue(
                        "Only the responses to 10 of 40 questions were judged, chosen by chance (seed 1) and the same everywhere.");
        assertThat(Answering.of(part, new EndJudge()).says())
                .contains(part.says().orElseThrow());
        assertThat(ids(QuestionSubset.of(SAMPLES, 41, 2))).isNotEqualTo(ids(part));
        assertThat(ids(QuestionSubset.of(SAMPLES, 1, 1))).hasSize(1);
    }

    @Test
    void subset_ofAll_saysNothing() {
        assertThat(QuestionSubset.of(SAMPLES, 0, 1).says()).isEmpty();
        assertThat(ids(QuestionSubset.of(SAMPLES, 0, 1))).hasSize(40);
        assertThat(QuestionSubset.of(SAMPLES, 160, 1).says()).isEmpty();
        assertThat(QuestionSubset.of(new MadeSamples(), 5, 1).cells()).isEmpty();
    }

    private static List<String> ids(SampleSet samples) {
        List<String> ids = new ArrayList<>();
        samples.read(
                samples.cells().getFirst(),
                question -> ids.add(question.question().id()));
        return ids;
    }
}
