package zero4j.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.expr.Budget;

/** Whatever the input, a verdict comes back, and the same one on any thread. */
class FuzzTest {
    private static final long SEED = 20_260_301;
    private static final List<String> REFERENCES = MadeReferences.of(500, SEED);

    @Test
    void fuzz_senselessInputs_alwaysGetTheSameVerdicts() throws InterruptedException {
        Fuzz.Report alone = new Fuzz(REFERENCES, SEED).run(10, 1, done -> {}, () -> false);
        Fuzz.Report shared = new Fuzz(REFERENCES, SEED).run(10, 2, done -> {}, () -> false);

        assertThat(alone.failures()).as("seed %d", SEED).isEmpty();
        assertThat(alone.failed()).isZero();
        assertThat(alone.outcomes().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(10L * Fuzz.BATCH);
        assertThat(alone.outcomes()).containsKeys(Outcome.CORRECT, Outcome.INCORRECT, Outcome.UNPARSEABLE);
        assertThat(shared.outcomes()).isEqualTo(alone.outcomes());
        assertThat(alone.slowest()).hasSize(1);
    }

    @Test
    void fuzz_stopped_judgesNoMoreBatches() throws InterruptedException {
        AtomicLong batches = new AtomicLong();

        Fuzz.Report report =
                new Fuzz(REFERENCES, SEED).run(1000, 1, done -> batches.incrementAndGet(), () -> batches.get() >= 2);

        assertThat(report.outcomes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(2L * Fuzz.BATCH);
    }

    @Test
    void verify_longSenselessText_isNotCorrect() {
        FuzzInputs inputs = new FuzzInputs(REFERENCES);
        SplittableRandom random = new SplittableRandom(SEED);
        MathVerifier verifier = new MathVerifier();
        for (int i = 0; i < 100; i++) {
            StringBuilder text = new StringBuilder("@");
            while (text.length() < Budget.MAX_CHARACTERS - 1000) {
                String next = inputs.next(random).answer();
                text.append(next, 0, Math.min(next.length(), 1000));
            }
            Verdict verdict = verifier.verify(text.toString(), "x+1");
            assertThat(verdict.correct() || verdict.isDefect())
                    .as("seed %d, text %d, %s: %s", SEED, i, verdict, text)
                    .isFalse();
        }
    }
}
