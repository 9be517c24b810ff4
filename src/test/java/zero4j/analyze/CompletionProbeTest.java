package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import zero4j.data.LoadedQuestions;
import zero4j.data.Question;
import zero4j.eval.Benchmark;
import zero4j.reward.Rewards;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.FinishReason;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.template.StopRule;
import zero4j.template.Templates;
import zero4j.verify.MathVerifier;

class CompletionProbeTest {
    private static final String QUESTION =
            "A farmer has 12 cows and sells a third of them on Monday. How many cows has the farmer left on Tuesday?";

    /** Says what a function of the prompt says; every character is a token. */
    private record Scripted(UnaryOperator<String> says, List<SamplingParams> asked) implements RolloutBackend {
        @Override
        public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
            asked.add(params);
            return prompts.stream()
                    .map(prompt -> {
                        Completion completion = new Completion(
                                new int[] {1}, new float[] {0}, says.apply(prompt.text()), FinishReason.LENGTH, 0);
                        progress.finished(completion);
                        return new CompletionGroup(prompt, List.of(completion));
                    })
                    .toList();
        }

        @Override
        public void load(PolicyWeights weights, long version) {}

        @Override
        public Determinism determinism() {
            return Determinism.SAME_CALL;
        }

        @Override
        public void close() {}
    }

    private static CompletionProbe.OfBenchmark asked(UnaryOperator<String> says, String... texts) {
        return asked(says, new ArrayList<>(), texts);
    }

    private static CompletionProbe.OfBenchmark asked(
            UnaryOperator<String> says, List<SamplingParams> calls, String... texts) {
        List<Question> questions = new ArrayList<>();
        for (String text : texts) {
            questions.add(new Question("b:" + questions.size(), text, List.of("8"), Map.of()));
        }
        CompletionProbe probe = new CompletionProbe(
                new Scripted(says, calls),
                question -> new Prompt(
                        question, question.text(), new int[question.text().length()], StopRule.NONE),
                500,
                Rewards.byName(Rewards.AUTO, Templates.byName("none"), new MathVerifier()),
                64);
        List<Benchmark> benchmarks = List.of(new Benchmark("b", new LoadedQuestions("b", questions)));
        Probes probes = new Probes(benchmarks, 0, probe.reward());
        probe.ask(probe.beginnings(benchmarks, 0), _ -> {}, RolloutBackend.Progress.NONE, probes::add);
        return probes.found().getFirst();
    }

    @Test
    void ask_modelThatKnowsTheQuestion_isVerbatimAndAnswers() {
        List<SamplingParams> calls = new ArrayList<>();
        CompletionProbe.OfBenchmark found = asked(
                given -> QUESTION.substring(given.length()).replace("?", " ?") + " 12 - 4 = 8, so \\boxed{8}. And",
                calls,
                QUESTION);

        assertThat(found.verbatim()).isEqualTo(1);
        assertThat(found.answered()).isEqualTo(1);
        assertThat(found.rougeL()).isEqualTo(1);
        assertThat(found.leftOut()).isZero();
        assertThat(calls).containsExactly(SamplingParams.greedy(64));
    }

    @Test
    void ask_modelThatSaysSomethingElse_isNeither() {
        CompletionProbe.OfBenchmark found = asked(_ -> " and buys sheep. \\boxed{7}", QUESTION);

        assertThat(found.verbatim()).isZero();
        assertThat(found.answered()).isZero();
        assertThat(found.rougeL()).isBetween(0.0, 0.2);
    }

    @Test
    void ask_modelThatDiffersInAWord_isNearAndNotVerbatim() {
        CompletionProbe.OfBenchmark found =
                asked(given -> QUESTION.substring(given.length()).replace("left", "more"), QUESTION);

        assertThat(found.verbatim()).isZero();
        assertThat(found.rougeL()).isEqualTo(7.0 / 8);
    }

    @Test
    void ask_modelThatStopsInTheRest_isNotVerbatim() {
        CompletionProbe.OfBenchmark found = asked(
                given -> QUESTION.substring(given.length(), QUESTION.length() - " on Tuesday?".length()), QUESTION);

        assertThat(found.verbatim()).isZero();
        assertThat(found.rougeL()).isEqualTo(2 * 6.0 / (8 + 6));
    }

    @Test
    void ask_shortQuestionsAndThoseThatTheModelHasNoRoomFor_areLeftOutAndCounted() {
        CompletionProbe.OfBenchmark found = asked(_ -> "", "What is 1 + 2?", "word ".repeat(300), QUESTION);

        assertThat(found.leftOut()).isEqualTo(2);
        assertThat(found.probes()).extracting(CompletionProbe.Probe::question).containsExactly("b:2");
    }

    @Test
    void cut_ofAQuestion_isAfterAWordNearSixtyPercentAndLosesNothing() {
        CompletionProbe.Cut cut = cut(QUESTION);

        assertThat(cut.given()).isEqualTo("A farmer has 12 cows and sells a third of them on Monday. How");
        assertThat(cut.rest()).isEqualTo("many cows has the farmer left on Tuesday?");
    }

    @Test
    void cut_withoutBlanks_isBetweenWords() {
        CompletionProbe.Cut cut = cut("12345*12345+12345-12345*12345-12345=");

        assertThat(cut.given()).isEqualTo("12345*12345+12345-");
        assertThat(cut.rest()).isEqualTo("12345*12345-12345=");
        assertThat(cut("求函数的最大值求函数的最大值求函数的最大值").given()).hasSize(13);
        assertThat(cut("What is $\\frac{1}{2}\\sqrt{1234567}\\cdot\\alphabetagamma\\delta^2+1+1+1$?")
                        .given())
                .isEqualTo("What is $\\frac{1}{2}\\sqrt{1234567}\\cdot");
    }

    private static CompletionProbe.Cut cut(String text) {
        return CompletionProbe.Cut.of(new Question("q", text, List.of("1"), Map.of()))
                .orElseThrow();
    }

    @Test
    void rougeL_ofRandomTexts_isThatOfTheRecursiveDefinition() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            List<String> one = letters(random);
            List<String> other = letters(random);
            int common = common(one, other, one.size(), other.size(), new HashMap<>());
            double expected = one.isEmpty() || other.isEmpty() ? 0 : 2.0 * common / (one.size() + other.size());
            assertThat(CompletionProbe.rougeL(one, other)).isEqualTo(expected);
        }
    }

    private static List<String> letters(SplittableRandom random) {
        List<String> letters = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            letters.add(Character.toString('a' + random.nextInt(4)));
        }
        return letters;
    }

    private static int common(List<String> one, List<String> other, int i, int j, Map<List<Integer>, Integer> known) {
        if (i == 0 || j == 0) {
            return 0;
        }
        Integer before = known.get(List.of(i, j));
        if (before != null) {
            return before;
        }
        int found = one.get(i - 1).equals(other.get(j - 1))
                ? common(one, other, i - 1, j - 1, known) + 1
                : Math.max(common(one, other, i - 1, j, known), common(one, other, i, j - 1, known));
        known.put(List.of(i, j), found);
        return found;
    }
}
