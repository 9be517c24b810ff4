package zero4j.data.nano;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.data.QuestionSet;

class NanoQuestionsTest {
    private static Set<String> texts(QuestionSet set, int count) {
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < count; i++) {
            texts.add(set.get(i).text());
        }
        return texts;
    }

    @Test
    void splits_tenThousandEach_shareNoText() {
        Set<String> train = texts(NanoWorld.train("nano"), 10_000);
        Set<String> evaluation = texts(new NanoQuestions("nano", NanoSplit.EVALUATION, 0), 10_000);
        assertThat(train).hasSizeGreaterThan(5_000);
        assertThat(evaluation).hasSizeGreaterThan(3_000);
        train.retainAll(evaluation);
        assertThat(train).isEmpty();
    }

    @Test
    void split_everyFamilyAndLevel_leavesAboutAnEighthForEvaluation() {
        for (NanoFamily family : NanoFamily.values()) {
            for (int level = 1; level <= NanoFamily.LEVELS; level++) {
                SplitMix random = new SplitMix(8, level);
                int evaluation = 0;
                for (int i = 0; i < 2000; i++) {
                    evaluation += NanoSplit.of(family.draw(level, random).text()) == NanoSplit.EVALUATION ? 1 : 0;
                }
                assertThat(evaluation / 2000.0).as(family + " " + level).isBetween(0.05, 0.2);
            }
        }
    }

    @Test
    void get_sameIndex_isTheSameQuestion() {
        QuestionSet first = NanoWorld.train("nano", 7);
        QuestionSet second = NanoWorld.train("nano", 7);
        assertThat(first.get(123)).isEqualTo(second.get(123)).isEqualTo(first.get(123));
        assertThat(first.fingerprint()).isEqualTo(second.fingerprint());
    }

    @Test
    void get_otherSeed_givesOtherQuestions() {
        QuestionSet other = NanoWorld.train("nano", 8);
        assertThat(texts(other, 100)).isNotEqualTo(texts(NanoWorld.train("nano", 7), 100));
        assertThat(other.fingerprint()).isNotEqualTo(NanoWorld.train("nano", 7).fingerprint());
    }

    @Test
    void get_knownIndices_areAsInThisVersion() {
        // Golden: a change here needs another NanoWorld.VERSION and another base model.
        QuestionSet set = NanoWorld.train("nano", 1);
        assertThat(List.of(set.get(0).text(), set.get(1).text(), set.get(2).text()))
                .containsExactly(
                        "What is the largest of 90, 50, 57?",
                        "How many 7s are in 7 7 7 3 3 7 7 7 7 3 3?",
                        "What is the largest of 78, 56, 40, 97?");
    }

    @Test
    void train_specWithLevels_drawsOnlyThose() {
        Map<String, Integer> seen = new HashMap<>();
        QuestionSet set = NanoWorld.train("nano:chain/3+linear/1-2,max/5");
        for (int i = 0; i < 400; i++) {
            Question question = set.get(i);
            seen.merge(question.tags().get("family") + question.tags().get("level"), 1, Integer::sum);
        }
        assertThat(seen).containsOnlyKeys("chain3", "linear1", "linear2", "max5");
        assertThat(seen.values()).allMatch(count -> count > 60);
    }

    @Test
    void train_wholeWorld_drawsEveryFamilyAndLevel() {
        Set<Map<String, String>> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            seen.add(NanoWorld.train("nano").get(i).tags());
        }
        assertThat(seen).hasSize(25);
    }

    @Test
    void train_unknownFamily_namesTheFamilies() {
        assertThatThrownBy(() -> NanoWorld.train("nano:chain+product"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'product'")
                .hasMessageContaining("chain, linear, max, sum, count");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"chain", "nano:", "nano:chain/0", "nano:chain/6", "nano:chain/3-2", "nano:chain/", "nanochain"})
    void train_badSpec_isAUserError(String spec) {
        assertThatThrownBy(() -> NanoWorld.train(spec))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'" + spec + "'");
    }

    @Test
    void get_negativeIndex_isRefused() {
        assertThatThrownBy(() -> NanoWorld.train("nano").get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void benchmarks_all_haveHundredDistinctEvaluationQuestions() {
        List<QuestionSet> benchmarks = NanoWorld.benchmarks();
        assertThat(benchmarks)
                .extracting(QuestionSet::name)
                .containsExactly("nano-chain", "nano-linear", "nano-max", "nano-sum", "nano-count");
        for (QuestionSet benchmark : benchmarks) {
            assertThat(benchmark.size()).isEqualTo(100);
            assertThat(texts(benchmark, 100)).hasSize(100).allMatch(text -> NanoSplit.of(text) == NanoSplit.EVALUATION);
            Map<String, Integer> levels = new HashMap<>();
            for (int i = 0; i < 100; i++) {
                levels.merge(benchmark.get(i).tags().get("level"), 1, Integer::sum);
                assertThat("nano-" + benchmark.get(i).tags().get("family")).isEqualTo(benchmark.name());
            }
            assertThat(levels)
                    .hasSize(5)
                    .allSatisfy((level, count) -> assertThat(count).isEqualTo(20));
            assertThatThrownBy(() -> benchmark.get(100)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(benchmarks).extracting(QuestionSet::fingerprint).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 2 5 1 | **+ | What is 3*2*5+1 mod 10? | 1 | 3*2=6. 6*5=0. 0+1=1. ",
                "3 8 | - | What is 3-8 mod 10? | 5 | 3-8=5. "
            })
    void chain_example_isWrittenAndAnswered(String digits, String operators, String text, int answer, String work) {
        int[] operands =
                Arrays.stream(digits.split(" ")).mapToInt(Integer::parseInt).toArray();
        check(new ChainProblem(operands, operators), text, answer, work);
    }

    @Test
    void otherFamilies_examples_areWrittenAndAnswered() {
        check(new LinearProblem(3, 4, 5), "Solve 3*x+4=19.", 5, "3*x=19-4=15. x=15/3=5.");
        check(
                new MaxProblem(new int[] {37, 82, 15}),
                "What is the largest of 37, 82, 15?",
                82,
                "37<82: 82. 82>15: 82.");
        check(new SumProblem(47, 38), "What is 47+38?", 85, "7+8=15 write 5 carry 1. 4+3+1=8 write 8.");
        check(new SumProblem(95, 8), "What is 95+8?", 103, "5+8=13 write 3 carry 1. 9+0+1=10 write 10.");
        check(new CountProblem('7', "7371"), "How many 7s are in 7 3 7 1?", 2, "7: 1. 3: 1. 7: 2. 1: 2.");
    }

    private static void check(NanoProblem problem, String text, int answer, String work) {
        assertThat(problem.text()).isEqualTo(text);
        assertThat(problem.answer()).isEqualTo(answer);
        assertThat(NanoSolution.clean(problem)).isEqualTo(work.strip() + " The answer is \\boxed{" + answer + "}");
    }
}
