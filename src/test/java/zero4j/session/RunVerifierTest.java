package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.run.CompletionRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;
import zero4j.run.StoredCompletion;

class RunVerifierTest {
    @TempDir
    private Path runs = Path.of("");

    private RunFolder run(String recipe) throws IOException {
        RunFolder run = RunFolder.create(runs, "x", LocalDateTime.of(2026, 1, 1, 0, 0));
        Files.writeString(run.recipe(), recipe);
        return run;
    }

    /** The completion as it stands in the run. */
    private static StoredCompletion stored(
            RunFolder run, String answer, String reference, String outcome, String rule) {
        return stored(run, answer, reference, outcome, rule, "eos");
    }

    private static StoredCompletion stored(
            RunFolder run, String answer, String reference, String outcome, String rule, String finish) {
        try (RunStore store = RunStore.open(run.database())) {
            store.write(
                    StepRecord.of(1, Map.of(Metric.REWARD, 1.0)),
                    List.of(new CompletionRecord(
                            1,
                            Optional.empty(),
                            "q",
                            0,
                            1,
                            "p",
                            "t",
                            3,
                            1,
                            true,
                            outcome,
                            rule,
                            answer.isEmpty() ? Optional.empty() : Optional.of(answer),
                            List.of(reference),
                            finish)));
        }
        try (RunReader reader = RunReader.open(run.database())) {
            return reader.groups(Optional.empty(), 1).getFirst().getFirst();
        }
    }

    @Test
    void explain_verdictOfTheVerifier_saysHowBothSidesWereRead() throws IOException {
        RunFolder run = run("name: x\n");

        RunVerifier.Explained explained = RunVerifier.of(run)
                .explain(stored(run, "\\frac{1}{2}", "0.5", "correct", "exact value"))
                .orElseThrow();

        assertThat(explained.explanation().verdict().correct()).isTrue();
        assertThat(explained.explanation().answerRead()).contains("1/2");
        assertThat(explained.explanation().referencesRead()).hasSize(1);
    }

    @Test
    void explain_settingsOfTheRun_decide() throws IOException {
        RunFolder any = run("name: x\nverifier:\n  form: any\n");
        RunFolder required = run("name: y\n");

        assertThat(RunVerifier.of(any)
                        .explain(stored(any, "1+1", "2", "correct", "number"))
                        .orElseThrow()
                        .explanation()
                        .verdict()
                        .correct())
                .isTrue();
        RunVerifier.Explained explained = RunVerifier.of(required)
                .explain(stored(required, "1+1", "2", "correct", "number"))
                .orElseThrow();
        assertThat(explained.explanation().verdict().isNotEvaluated()).isTrue();
        assertThat(explained.asRecorded()).as("it was right then").isFalse();
    }

    @Test
    void explain_whatNoVerifierDecided_isEmpty() throws IOException {
        RunFolder run = run("name: x\n");

        assertThat(RunVerifier.of(run).explain(stored(run, "", "2", "no_answer", "no box")))
                .isEmpty();
        assertThat(RunVerifier.of(run).explain(stored(run, "2", "2", "correct", "scored by own")))
                .isEmpty();
    }

    @Test
    void explain_completionThatWasCutOff_isEmpty() throws IOException {
        RunFolder run = run("name: x\n");

        assertThat(RunVerifier.of(run).explain(stored(run, "2", "2", "incorrect", "cut off", "length")))
                .isEmpty();
    }

    @Test
    void explain_sameOutcomeByAnotherRule_isNotAsRecorded() throws IOException {
        RunFolder run = run("name: x\n");
        RunVerifier verifier = RunVerifier.of(run);

        String rule = verifier.explain(stored(run, "1/2", "0.5", "correct", "an old rule"))
                .orElseThrow()
                .explanation()
                .verdict()
                .rule();
        assertThat(verifier.explain(stored(run, "1/2", "0.5", "correct", "an old rule"))
                        .orElseThrow()
                        .asRecorded())
                .isFalse();
        assertThat(verifier.explain(stored(run, "1/2", "0.5", "correct", rule))
                        .orElseThrow()
                        .asRecorded())
                .isTrue();
    }
}
