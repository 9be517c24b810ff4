package zero4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToldDefectsTest {
    private final List<String> warnings = new ArrayList<>();

    @Test
    void defect_isToldOnceWithItsPair() {
        Verifier failing = new ToldDefects((_, _) -> Verdict.defect(new ArithmeticException("by zero")), warnings::add);
        assertThat(failing.verify("1/0\n", List.of("2", "3")).isDefect()).isTrue();
        failing.verify("5", List.of("6"), "What is it?");
        assertThat(warnings)
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("by zero", "answer    1/0", "reference 2, 3", "verdict_defect")
                        .doesNotContain("6"));
    }

    @Test
    void anyOtherVerdict_isPassedOnInSilence() {
        Verifier verifier = new ToldDefects(new MathVerifier(), warnings::add);
        assertThat(verifier.verify("1/2", List.of("0.5"), "").correct()).isTrue();
        assertThat(verifier.verify("\\frac", List.of("0.5")).outcome()).isEqualTo(Verdict.Outcome.UNPARSEABLE);
        assertThat(warnings).isEmpty();
    }
}
