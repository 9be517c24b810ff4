package zero4j.verify.grade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.VerifierSettings;
import zero4j.verify.extract.Extracted;

/** Grading as a Java program uses it; what the command prints has tests of its own. */
class GraderTest {
    private static final String RESPONSE = "Half of it, so the answer is $\\frac12$.";

    @Test
    void response_markedInWords_isFoundByTheLenientRulesAlone() {
        Graded lenient = new Grader(new MathVerifier(), Extraction.LENIENT).response(RESPONSE, List.of("0.5"));
        Graded boxed = new Grader(new MathVerifier(), Extraction.BOXED).response(RESPONSE, List.of("0.5"));

        assertThat(lenient.verdict().correct()).isTrue();
        assertThat(lenient.extracted()).map(Extracted::rule).contains("answer phrase");
        assertThat(boxed.verdict().outcome()).isEqualTo(Outcome.NO_ANSWER);
        assertThat(boxed.compared()).isEmpty();
    }

    @Test
    void answer_inABox_isTakenOutAndOtherwiseComparedAsItStands() {
        Grader grader = new Grader(new MathVerifier(), Extraction.BOXED);

        assertThat(grader.answer("\\boxed{5}", List.of("5")).compared()).isEqualTo("5");
        assertThat(grader.answer("5", List.of("5")).extracted()).isEmpty();
        assertThat(grader.answer("5", List.of("5")).verdict().correct()).isTrue();
    }

    @Test
    void grade_severalCases_countsThem() {
        CaseGrader grader = new CaseGrader(VerifierSettings.DEFAULT, Extraction.LENIENT);

        List<Boolean> agrees = List.of(
                        "{\"answer\": \"1/2\", \"reference\": \"0.5\", \"expected\": true}",
                        "{\"answer\": \"1/2\", \"reference\": \"0.6\", \"expected\": true}",
                        "{\"response\": \"none\", \"reference\": \"3\"}")
                .stream()
                .map(line -> grader.grade(GradeCase.parse(line, 1, "test")).agrees())
                .toList();

        assertThat(agrees).containsExactly(true, false, true);
        assertThat(grader.cases()).isEqualTo(3);
        assertThat(grader.expected()).isEqualTo(2);
        assertThat(grader.agreed()).isEqualTo(1);
        assertThat(grader.outcomes())
                .containsEntry(Outcome.CORRECT, 1)
                .containsEntry(Outcome.INCORRECT, 1)
                .containsEntry(Outcome.NO_ANSWER, 1)
                .containsEntry(Outcome.UNPARSEABLE, 0);
    }
}
