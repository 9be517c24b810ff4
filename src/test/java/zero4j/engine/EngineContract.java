package zero4j.engine;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;

/** What the contracts of engines share: how one is opened, and small models and prompts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineContract {
    protected static final int NO_SUCH_TOKEN = 31;

    /** Completions are equal when their tokens are. */
    protected static final Comparator<Completion> BY_TOKENS = (a, b) -> Arrays.compare(a.tokens(), b.tokens());

    /** Completions are equal when their tokens and the bits of their log-probs are. */
    protected static final Comparator<Completion> BY_BITS =
            BY_TOKENS.thenComparing((a, b) -> Arrays.compare(a.logprobs(), b.logprobs()));

    @TempDir
    Path temporary;

    private final AtomicInteger folders = new AtomicInteger();

    /** An engine with a model of its own, read from the folder. */
    protected abstract RolloutBackend open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings);

    protected static EngineSettings settings(int slots, int workers) {
        return new EngineSettings(slots, workers);
    }

    protected Path model(long seed, Integer... eos) {
        return TinyModel.write(
                temporary.resolve("model" + folders.incrementAndGet()), seed, new TreeSet<>(List.of(eos)));
    }

    protected List<CompletionGroup> run(
            Path folder, EngineSettings settings, List<Prompt> prompts, SamplingParams params) {
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend backend = open(folder, tokenizer, settings)) {
            return backend.generate(prompts, params, RolloutBackend.Progress.NONE);
        }
    }

    protected static List<Prompt> prompts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TinyModel.prompt(i, 2 + (i * 5) % 11, StopRule.NONE))
                .toList();
    }

    protected static List<Completion> completions(List<CompletionGroup> groups) {
        return groups.stream().flatMap(group -> group.completions().stream()).toList();
    }

    protected static List<int[]> tokens(List<CompletionGroup> groups) {
        return completions(groups).stream().map(Completion::tokens).toList();
    }

    protected static SamplingParams sampling(int samples, int budget, long seed) {
        return new SamplingParams(samples, budget, 1, 0, 1, seed);
    }
}
