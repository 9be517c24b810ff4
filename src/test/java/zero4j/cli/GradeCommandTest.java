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
    void grade_emptyReference_isRefused() {
        CommandRun run = CommandRun.of("grade", "5", " ");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("REFERENCE is empty");
    }

    @Test
    void grade_noReference_exitsWithTwo() {
        assertThat(CommandRun.of("grade", "4").code()).isEqualTo(2);
    }

    @Test
    void grade_sentence_isExtractedOnlyOnDemand() {
        String text = "The answer is $5$, I think.";

        assertThat(CommandRun.of("grade", text, "5").out()).doesNotStartWith("correct");
        assertThat(CommandRun.of("grade", "--extract", "none", text, "5").out()).doesNotStartWith("correct");
        assertThat(CommandRun.of("grade", "--extract", "lenient", text, "5").out())
                .startsWith("correct: ");
    }

    @Test
    void grade_extractBoxed_demandsABox() {
        assertThat(CommandRun.of("grade", "--extract", "boxed", "5", "5").out())
                .startsWith("no answer: no closed \\boxed{}");
        assertThat(CommandRun.of("grade", "--extract", "tag", "</think> <answer>5</answer>", "5")
                        .out())
                .startsWith("correct: ");
    }

    @Test
    void grade_explain_showsExtractionReadingAndRule() {
        assertThat(CommandRun.of("grade", "--explain", "so \\boxed{\\frac12}", "0.5")
                        .out()
                        .lines())
                .anyMatch(line -> line.equals("extracted: \\frac12  by last box"))
                .anyMatch(line -> line.startsWith("answer read as: "))
                .anyMatch(line -> line.startsWith("reference 0.5 read as: "))
                .anyMatch(line -> line.startsWith("decided by: "));
        assertThat(CommandRun.of("grade", "--explain", ")(", "0.5").out()).contains("answer read as: unreadable: ");
        assertThat(CommandRun.of("grade", "--explain", "--extract", "boxed", "5", "5")
                        .out())
                .contains("extracted: nothing")
                .doesNotContain("answer read as");
    }

    @Test
    void grade_explainAsJson_tellsHowBothSidesAreRead() {
        JsonNode graded = JsonMapper.shared()
                .readTree(CommandRun.of("grade", "--json", "--explain", "\\boxed{4}", "3", "4")
                        .out());

        assertThat(graded.path("extracted").asString()).isEqualTo("4");
        assertThat(graded.path("extracted_by").asString()).isEqualTo("last box");
        assertThat(graded.path("answer_read").asString()).isNotEmpty();
        assertThat(graded.path("references_read").size()).isEqualTo(2);
    }

    @Test
    void grade_unknownChoices_exitWithTwo() {
        assertThat(CommandRun.of("grade", "--extract", "box", "4", "4").err()).contains("BOXED", "LENIENT");
        assertThat(CommandRun.of("grade", "--grade", "slow", "4", "4").code()).isEqualTo(2);
        CommandRun decimals = CommandRun.of("grade", "--decimals", "31", "4", "4");
        assertThat(decimals.code()).isEqualTo(1); // a number, but out of range
        assertThat(decimals.err()).contains("0 to 30");
    }

    @Test
    void grade_percentOnOneSide_isExplained() {
        assertThat(CommandRun.of("grade", "--explain", "50%", "0.5").out())
                .contains("percent: the sign is on one side only");
        assertThat(CommandRun.of("grade", "--explain", "50%", "50\\%").out()).doesNotContain("percent: ");
        assertThat(CommandRun.of("grade", "--explain", "1/2", "0.5").out()).doesNotContain("percent: ");
    }

    @Test
    void grade_markOfGsm8k_isExplained() {
        assertThat(CommandRun.of("grade", "#### 7", "7").out()).contains("hint: #### marks the reference");
    }

    @Test
    void grade_notEvaluated_saysThatTrainingPaysNothing() {
        assertThat(CommandRun.of("grade", "2^{10}", "1024").out())
                .startsWith("correct: ")
                .contains("training pays: nothing, right value, not evaluated");
        assertThat(CommandRun.of("grade", "--explain", "2^{10}", "1024").out()).contains("left undone: a power");
        assertThat(CommandRun.of("grade", "--form", "required", "2^{10}", "1024")
                        .out())
                .startsWith("incorrect: right value, not evaluated");
        assertThat(CommandRun.of("grade", "1024", "1024").out()).contains("training pays: yes");
    }
}
