package zero4j.data.nano;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zero4j.InvalidSettings;

class NanoCorpusTest {
    private static final Pattern BOX = Pattern.compile("The answer is \\\\boxed\\{(\\d+)\\}$");

    private static List<String> documents(Mess mess, double progress, int count) {
        NanoCorpus corpus = new NanoCorpus("nano", mess, 5);
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            documents.add(corpus.document(i, progress));
        }
        return documents;
    }

    private static double share(List<String> documents, Predicate<String> condition) {
        return documents.stream().filter(condition).count() / (double) documents.size();
    }

    @ParameterizedTest
    @EnumSource
    void cleanSolution_everyLevel_hasTrueStepsAndTheReferenceInItsBox(NanoFamily family) {
        for (int level = 1; level <= NanoFamily.LEVELS; level++) {
            SplitMix random = new SplitMix(4, level);
            for (int i = 0; i < 300; i++) {
                NanoProblem problem = family.draw(level, random);
                String solution = NanoSolution.clean(problem);
                Matcher box = BOX.matcher(solution);
                assertThat(box.find()).as(solution).isTrue();
                assertThat(Integer.parseInt(box.group(1)))
                        .as(problem.text() + " " + solution)
                        .isEqualTo(problem.answer())
                        .isEqualTo(WorkChecker.answerFromText(family, problem.text()));
                String work = solution.substring(0, box.start());
                assertThat(WorkChecker.countTrueSteps(family, problem.text(), work))
                        .as(problem.text() + " " + work)
                        .isEqualTo(problem.steps());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void slip_everyStep_isWrong(NanoFamily family) {
        SplitMix random = new SplitMix(6);
        for (int i = 0; i < 2000; i++) {
            NanoProblem problem = family.draw(1 + i % NanoFamily.LEVELS, random);
            int[] results = new int[problem.steps()];
            for (int s = 0; s < results.length; s++) {
                NanoProblem.Step step = problem.step(s, results);
                results[s] = step.slip().applyAsInt(random);
                assertThat(results[s])
                        .as(step.left())
                        .isNotEqualTo(step.right())
                        .isNotNegative();
            }
            assertThat(problem.wrongGuess(random))
                    .isNotEqualTo(problem.answer())
                    .isNotNegative();
        }
    }

    @Test
    void document_sameIndexAndPhase_isTheSame() {
        assertThat(documents(Mess.DEFAULT, 0.9, 200)).isEqualTo(documents(Mess.DEFAULT, 0.75, 200));
        assertThat(documents(Mess.DEFAULT, 0.1, 200)).isEqualTo(documents(Mess.NONE, 0.99, 200));
        assertThat(documents(Mess.DEFAULT, 0.9, 200)).isNotEqualTo(documents(Mess.NONE, 0.9, 200));
    }

    @Test
    void document_knownIndex_isAsInThisVersion() {
        // Golden: a change here needs another NanoWorld.VERSION and another base model.
        assertThat(new NanoCorpus("nano", Mess.DEFAULT, 0).document(10, 0.9))
                .isEqualTo("Solve 5*x+42=162.\n5*x=162-42=120. x=120/5=23? The answer is \\boxed{23}");
    }

    @Test
    void document_question_isNeverFromTheEvaluationSplit() {
        assertThat(documents(Mess.DEFAULT, 0.9, 5000))
                .allMatch(document -> NanoSplit.of(document.substring(0, document.indexOf('\n'))) == NanoSplit.TRAIN);
    }

    @Test
    void document_beforeTheMess_isBoxedAndUnmarked() {
        assertThat(documents(Mess.DEFAULT, 0.69, 2000))
                .allMatch(document -> BOX.matcher(document).find()
                        && document.lastIndexOf('?') <= document.indexOf('\n')
                        && !document.contains("recheck")
                        && !document.contains("\nThe answer"));
    }

    @Test
    void document_inTheMess_hasTheConfiguredShares() {
        List<String> documents = documents(Mess.DEFAULT, 0.8, 20_000);
        assertThat(share(documents, each -> each.contains("\nThe answer is "))).isCloseTo(0.25, within(0.015));
        assertThat(share(documents, each -> !each.contains("\\boxed{"))).isCloseTo(0.05, within(0.01));
        assertThat(share(documents, each -> each.contains("Wait, let me recheck: ")))
                .isCloseTo(0.75 * 0.1, within(0.01));
        assertThat(share(documents, each -> each.contains("Check again: "))).isCloseTo(0.75 * 0.01, within(0.004));
    }

    @Test
    void document_withSlipsOnly_marksTheConfiguredShareOfSteps() {
        Mess slips = new Mess(0, 0.22, 0, 0, 0, 0);
        int marks = 0;
        int steps = 0;
        for (String document : documents(slips, 0.5, 5000)) {
            String work = document.substring(document.indexOf('\n'), document.indexOf("The answer is "));
            marks += (int) work.chars().filter(c -> c == '?').count();
            steps += (int) Pattern.compile("(\\. |\\d\\? (?!write))")
                    .matcher(work)
                    .results()
                    .count();
        }
        assertThat(marks / (double) steps).isCloseTo(0.22, within(0.01));
    }

    @Test
    void document_withCertainGuesses_isRightAsOftenAsConfigured() {
        Mess guesses = new Mess(0, 0, 1, 0.3, 0, 0);
        NanoCorpus corpus = new NanoCorpus("nano", guesses, 5);
        NanoCorpus reference = new NanoCorpus("nano", Mess.NONE, 5);
        int right = 0;
        for (int i = 0; i < 5000; i++) {
            right += box(corpus.document(i, 0)) == box(reference.document(i, 0)) ? 1 : 0;
        }
        assertThat(right / 5000.0).isCloseTo(0.3, within(0.03));
    }

    private static int box(String document) {
        Matcher box = BOX.matcher(document);
        assertThat(box.find()).as(document).isTrue();
        return Integer.parseInt(box.group(1));
    }

    @Test
    void recheck_ofWorkWithASlipInTheLastStep_mendsTheAnswer() {
        Mess always = new Mess(0, 1, 0, 0, 1, 0);
        SumProblem oneStep = new SumProblem(7, 8);
        String solution = NanoSolution.messy(oneStep, always, new SplitMix(2));
        assertThat(solution)
                .matches("7\\+8=\\d+\\? write \\d+\\. Wait, let me recheck: 7\\+8=15 write 15\\. "
                        + "Check again: 7\\+8=15 write 15\\. The answer is \\\\boxed\\{15\\}");
    }

    @Test
    void documents_ofTheMess_useEveryDocumentPhrase() {
        Set<String> missing = new HashSet<>(NanoVocabulary.DOCUMENT_PHRASES);
        documents(Mess.DEFAULT, 0.9, 5000).forEach(document -> missing.removeIf(document::contains));
        assertThat(missing).isEmpty();
    }

    @Test
    void mess_shareAboveOne_isRefused() {
        assertThatThrownBy(() -> new Mess(0.7, 1.2, 0, 0, 0, 0))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("mess.slip_rate is 1.2");
    }

    @Test
    void fingerprint_otherMess_differs() {
        assertThat(new NanoCorpus("nano", Mess.DEFAULT, 1).fingerprint())
                .isNotEqualTo(new NanoCorpus("nano", Mess.NONE, 1).fingerprint())
                .isEqualTo(new NanoCorpus("nano", Mess.DEFAULT, 1).fingerprint());
    }
}
