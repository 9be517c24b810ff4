package zero4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.engine.EngineContract;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;

/** What every sampling engine must do with a batch, whatever it promises beyond. The oracle is a model in plain loops and double precision. */
public abstract class RolloutBackendContract extends EngineContract {
    private static final double TOLERANCE = 1e-4;

    private Completion one(Path folder, StopRule stop, SamplingParams params) {
        return run(folder, settings(4, 1), List.of(TinyModel.prompt(0, 5, stop)), params)
                .getFirst()
                .completions()
                .getFirst();
    }

    private static double[][] nextLogits(ReferenceModel reference, Prompt prompt, Completion completion) {
        int start = prompt.tokens().length;
        int[] all = Arrays.copyOf(prompt.tokens(), start + completion.length());
        System.arraycopy(completion.tokens(), 0, all, start, completion.length());
        return Arrays.copyOfRange(reference.logits(all), start - 1, all.length - 1);
    }

    @Test
    void generate_greedy_isArgmaxOfRescoringInPromptOrder() {
        Path folder = model(1, NO_SUCH_TOKEN);
        ReferenceModel reference = new ReferenceModel(folder);
        List<Prompt> prompts = prompts(7);
        List<CompletionGroup> groups = run(folder, settings(3, 2), prompts, SamplingParams.greedy(12));
        assertThat(groups).extracting(CompletionGroup::prompt).containsExactlyElementsOf(prompts);
        for (CompletionGroup group : groups) {
            Completion completion = group.completions().getFirst();
            double[][] logits = nextLogits(reference, group.prompt(), completion);
            for (int i = 0; i < completion.length(); i++) {
                double[] logprobs = ReferenceModel.logSoftmax(logits[i], 1);
                int best = IntStream.range(0, logprobs.length)
                        .boxed()
                        .max(Comparator.comparingDouble(t -> logprobs[t]))
                        .orElseThrow();
                assertThat(completion.tokens()[i]).isEqualTo(best);
                assertThat((double) completion.logprobs()[i]).isCloseTo(logprobs[best], within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 1", "0.7, 0, 1", "1.3, 4, 1", "1, 0, 0.6", "0.8, 6, 0.7", "1, 1, 1", "1, 0, 0.0001"})
    void generate_sampled_supportAndLogprobsAgreeWithRescoring(double temperature, int topK, double topP) {
        Path folder = model(2, NO_SUCH_TOKEN);
        ReferenceModel reference = new ReferenceModel(folder);
        SamplingParams params = new SamplingParams(3, 10, temperature, topK, topP, 42);
        for (CompletionGroup group : run(folder, settings(4, 2), prompts(3), params)) {
            assertThat(group.completions()).hasSize(3);
            for (Completion completion : group.completions()) {
                double[][] logits = nextLogits(reference, group.prompt(), completion);
                for (int i = 0; i < completion.length(); i++) {
                    double expected = truncated(logits[i], params)[completion.tokens()[i]];
                    assertThat((double) completion.logprobs()[i]).isCloseTo(expected, within(TOLERANCE));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 0, 1", "4, 30, 1", "4, 0, 0.999"})
    void generate_vocabularyPaddedBeyondTheTokenizer_givesTokensOnly(double temperature, int topK, double topP) {
        SamplingParams params = new SamplingParams(8, 40, temperature, topK, topP, 3);
        List<Completion> all = completions(run(model(2, NO_SUCH_TOKEN), settings(4, 2), prompts(4), params));
        assertThat(all.stream().flatMapToInt(completion -> Arrays.stream(completion.tokens())))
                .hasSizeGreaterThan(1000)
                .allMatch(token -> token < TinyModel.TOKENS)
                .contains(TinyModel.TOKENS - 1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "1, 0, 1", "1, 5, 1", "1, 0, 0.9"})
    void generate_scoresNotFinite_isAnErrorAndLeavesTheEngineUsable(double temperature, int topK, double topP) {
        Path folder = model(23, 5);
        SamplingParams params = new SamplingParams(2, 4, temperature, topK, topP, 1);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend engine = open(folder, tokenizer, settings(2, 1))) {
            List<int[]> before = tokens(engine.generate(prompts(2), params, RolloutBackend.Progress.NONE));
            engine.load(TinyModel.weights(folder, "model.norm.weight", Float.MAX_VALUE), 1);
            assertThatThrownBy(() -> engine.generate(prompts(2), params, RolloutBackend.Progress.NONE))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("not finite");
            engine.load(TinyModel.weights(folder), 2);
            assertThat(tokens(engine.generate(prompts(2), params, RolloutBackend.Progress.NONE)))
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(before);
        }
    }

    /** Log-probabilities after temperature, top-k and top-p; minus infinity for what they drop. */
    private static double[] truncated(double[] logits, SamplingParams params) {
        double[] logprobs = ReferenceModel.logSoftmax(logits, params.temperature());
        List<Integer> order = IntStream.range(0, logprobs.length)
                .boxed()
                .sorted(Comparator.comparingDouble(t -> -logprobs[t]))
                .limit(params.topK() == 0 ? logprobs.length : params.topK())
                .toList();
        double mass = order.stream().mapToDouble(t -> Math.exp(logprobs[t])).sum();
        double kept = 0;
        double[] result = new double[logprobs.length];
        Arrays.fill(result, Double.NEGATIVE_INFINITY);
        for (int token : order) {
            if (kept / mass >= params.topP()) {
                break;
            }
            kept += Math.exp(logprobs[token]);
            result[token] = logprobs[token];
        }
        double total = Math.log(kept);
        return Arrays.stream(result).map(logprob -> logprob - total).toArray();
    }

    @Test
    void generate_manySamples_followTheDistribution() {
        Path folder = model(3, NO_SUCH_TOKEN);
        Prompt prompt = TinyModel.prompt(0, 4, StopRule.NONE);
        int samples = 3000;
        List<CompletionGroup> groups = run(folder, settings(samples, 1), List.of(prompt), sampling(samples, 1, 5));
        double[] counts = new double[TinyModel.TOKENS];
        groups.getFirst().completions().forEach(c -> counts[c.tokens()[0]]++);
        double[] logits = new ReferenceModel(folder).logits(prompt.tokens())[3];
        double[] logprobs = ReferenceModel.logSoftmax(logits, 1);
        for (int token = 0; token < counts.length; token++) {
            double p = Math.exp(logprobs[token]);
            assertThat(counts[token] / samples).isCloseTo(p, within(5 * Math.sqrt(p / samples) + 1e-3));
        }
    }

    @Test
    void generate_otherSeedSampleOrPosition_differs() {
        Path folder = model(5, NO_SUCH_TOKEN);
        Prompt prompt = TinyModel.prompt(0, 5, StopRule.NONE);
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 3; seed++) {
            run(folder, settings(8, 1), List.of(prompt, prompt), sampling(3, 12, seed)).stream()
                    .flatMap(group -> group.completions().stream())
                    .forEach(completion -> seen.add(completion.text()));
        }
        assertThat(seen).hasSize(18);
    }

    @Test
    void generate_budget_isCutOff() {
        Path folder = model(6, NO_SUCH_TOKEN);
        for (int budget : new int[] {1, 7}) {
            Completion completion = one(folder, StopRule.NONE, sampling(1, budget, 1));
            assertThat(completion.length()).isEqualTo(budget);
            assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    @Test
    void generate_longPrompt_budgetIsWhatTheContextLeaves() {
        Path folder = model(6, NO_SUCH_TOKEN);
        List<Prompt> prompts = List.of(
                TinyModel.prompt(0, TinyModel.CONTEXT - 1, StopRule.NONE),
                TinyModel.prompt(1, TinyModel.CONTEXT - 6, StopRule.NONE),
                TinyModel.prompt(2, 3, StopRule.NONE));
        List<CompletionGroup> groups = run(folder, settings(2, 1), prompts, sampling(2, 100, 1));
        assertThat(tokens(groups)).extracting(t -> t.length).containsExactly(1, 1, 6, 6, 45, 45);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, TinyModel.CONTEXT, TinyModel.CONTEXT + 3})
    void generate_impossiblePrompt_namesTheQuestion(int length) {
        Path folder = model(6, NO_SUCH_TOKEN);
        List<Prompt> prompts =
                List.of(TinyModel.prompt(3, 5, StopRule.NONE), TinyModel.prompt(8, length, StopRule.NONE));
        assertThatThrownBy(() -> run(folder, settings(2, 1), prompts, sampling(1, 5, 1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tiny:8");
    }

    @Test
    void generate_noPrompts_isEmpty() {
        assertThat(run(model(6, 2), settings(2, 2), List.of(), sampling(1, 5, 1)))
                .isEmpty();
    }

    @Test
    void generate_eachEosId_endsAndLeavesTheText() {
        SamplingParams params = sampling(1, 20, 3);
        Completion free = one(model(7, NO_SUCH_TOKEN), StopRule.NONE, params);
        for (int end : new int[] {2, 6}) {
            int eos = free.tokens()[end];
            int first = IntStream.range(0, 20)
                    .filter(i -> free.tokens()[i] == eos)
                    .findFirst()
                    .orElseThrow();
            Completion ended = one(model(7, NO_SUCH_TOKEN, eos), StopRule.NONE, params);
            assertThat(ended.tokens()).isEqualTo(Arrays.copyOf(free.tokens(), first + 1));
            assertThat(ended.finishReason()).isEqualTo(FinishReason.EOS);
            assertThat(ended.text()).isEqualTo(letters(Arrays.copyOf(free.tokens(), first)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void generate_stopStringAcrossTokens_endsThereKeptOrCut(boolean keep) {
        Path folder = model(8, NO_SUCH_TOKEN);
        SamplingParams params = sampling(1, 20, 4);
        Completion free = one(folder, StopRule.NONE, params);
        String text = free.text();
        assertThat(text.length()).as("letters in the completion").isGreaterThan(10);
        String stop = text.substring(5, 8);
        int end = text.indexOf(stop) + 3;
        Completion stopped = one(folder, new StopRule(List.of("zzzzz", stop, text.substring(4, 9)), keep), params);
        assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(stopped.text()).isEqualTo(text.substring(0, keep ? end : end - 3));
        assertThat(letters(stopped.tokens())).isEqualTo(text.substring(0, end));
        assertThat(stopped.tokens()).isEqualTo(Arrays.copyOf(free.tokens(), stopped.length()));
    }

    @Test
    void generate_stopStringThatNeverComes_changesNothing() {
        Path folder = model(8, NO_SUCH_TOKEN);
        Completion free = one(folder, StopRule.NONE, sampling(1, 20, 4));
        Completion same = one(folder, new StopRule(List.of("#"), true), sampling(1, 20, 4));
        assertThat(same.text()).isEqualTo(free.text());
        assertThat(same.tokens()).isEqualTo(free.tokens());
        assertThat(same.finishReason()).isEqualTo(free.finishReason());
    }

    @Test
    void load_otherWeights_areUsedAndTheVersionIsRecorded() {
        Path first = model(9, NO_SUCH_TOKEN);
        Path second = model(10, NO_SUCH_TOKEN);
        List<int[]> expected = tokens(run(second, settings(2, 1), prompts(3), SamplingParams.greedy(8)));
        Tokenizer tokenizer = Tokenizer.load(first);
        try (RolloutBackend backend = open(first, tokenizer, settings(2, 1))) {
            var before = backend.generate(prompts(3), SamplingParams.greedy(8), RolloutBackend.Progress.NONE);
            backend.load(TinyModel.weights(second), 17);
            var after = backend.generate(prompts(3), SamplingParams.greedy(8), RolloutBackend.Progress.NONE);
            assertThat(before.getFirst().completions().getFirst().policyVersion())
                    .isZero();
            assertThat(after.getFirst().completions().getFirst().policyVersion())
                    .isEqualTo(17);
            assertThat(tokens(after)).usingElementComparator(Arrays::compare).containsExactlyElementsOf(expected);
            assertThat(Arrays.equals(tokens(before).getFirst(), expected.getFirst()))
                    .isFalse();
        }
    }

    @Test
    void generate_progress_hearsOfEveryCompletion() {
        Path folder = model(11, 4);
        AtomicInteger heard = new AtomicInteger();
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend backend = open(folder, tokenizer, settings(3, 2))) {
            var _ = backend.generate(prompts(5), sampling(3, 6, 1), _ -> heard.incrementAndGet());
        }
        assertThat(heard).hasValue(15);
    }

    @Test
    void generate_failureWhileGenerating_reachesTheCallerAndLeavesTheEngineUsable() {
        Path folder = model(11, 4);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend backend = open(folder, tokenizer, settings(3, 2))) {
            assertThatThrownBy(() -> backend.generate(prompts(5), sampling(3, 6, 1), _ -> {
                        throw new UserError("the listener broke");
                    }))
                    .hasStackTraceContaining("the listener broke");
            assertThat(tokens(backend.generate(prompts(5), sampling(3, 6, 1), RolloutBackend.Progress.NONE)))
                    .hasSize(15);
        }
    }

    @Test
    void generate_storiesModel_reproducesLlama2c() throws Exception {
        Path folder = Path.of("../shared/data/stories260k");
        Assumptions.assumeTrue(Files.isDirectory(folder), folder + " is absent: the test needs its model");
        JsonNode golden = new JsonMapper()
                .readTree(folder.resolve("golden.json").toFile())
                .get("prompts");
        List<Prompt> prompts = new ArrayList<>();
        int longest = 0;
        for (JsonNode one : golden) {
            Question question = new Question("stories:" + prompts.size(), "q", List.of("1"), Map.of());
            prompts.add(new Prompt(question, "q", ints(one.get("prompt_ids")), StopRule.NONE));
            longest = Math.max(longest, one.get("continuation_ids").size());
        }
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend backend = open(folder, tokenizer, settings(8, 2))) {
            List<CompletionGroup> groups =
                    backend.generate(prompts, SamplingParams.greedy(longest), RolloutBackend.Progress.NONE);
            for (int i = 0; i < groups.size(); i++) {
                assertThat(groups.get(i).completions().getFirst().tokens())
                        .as("prompt %d", i)
                        .startsWith(ints(golden.get(i).get("continuation_ids")));
            }
        }
    }

    private static int[] ints(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).intValue()).toArray();
    }

    private static String letters(int[] tokens) {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            int letter = token - TinyModel.FIRST_LETTER;
            if (letter >= 0 && letter < 26) {
                text.append((char) ('a' + letter));
            }
        }
        return text.toString();
    }
}
