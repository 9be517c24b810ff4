package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GradeCommandTest {
    @Test
    void grade_equalValue_isCorrect() {
        CommandRun run = CommandRun.of("grade", "\\frac12", "0.5");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("correct: ");
    }

    @Test
    void grade_otherValue_isIncorrect() {
        assertThat(CommandRun.of("grade", "2", "3").out()).startsWith("incorrect: ");
    }

    @Test
    void grade_boxedAnswer_isUnwrapped() {
        assertThat(CommandRun.of("grade", "\\boxed{5}", "5").out()).startsWith("correct: ");
    }

    @Test
    void grade_help_showsTheBoxAndTheExitCode() {
        assertThat(CommandRun.of("grade", "--help").out())
                .contains("\\boxed{…}", "The exit code is 0 whatever the verdict is.");
    }

    @Test
    void grade_negativeNumbers_areNoOptions() {
        assertThat(CommandRun.of("grade", "-1/2", "-0.5").out()).startsWith("correct: ");
    }

    @Test
    void grade_severalReferencesAsJson_oneIsEnough() {
        JsonNode graded = JsonMapper.shared()
                .readTree(CommandRun.of("grade", "--json", "4", "3", "4").out());

        assertThat(graded.path("correct").asBoolean()).isTrue();
        assertThat(graded.path("outcome").asString()).isEqualTo("correct");
        assertThat(graded.path("references").size()).isEqualTo(2);
    }

    @Test
    void grade_misspeltOption_isNoReference() {
        CommandRun run = CommandRun.of("grade", "4", "3", "--jsno");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--jsno");
    }

    @Test
    void grade_noReference_exitsWithTwo() {
        assertThat(CommandRun.of("grade", "4").code()).isEqualTo(2);
    }
}
