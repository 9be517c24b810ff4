package zero4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.rollout.Completion;
import zero4j.rollout.Determinism;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.tokenizer.Tokenizer;

/** What {@link Determinism#SAME_CALL} promises. */
public abstract class SameCallContract extends EngineContract {
    @Test
    void determinism_declared_isAtLeastSameCall() {
        Path folder = model(3, NO_SUCH_TOKEN);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend backend = open(folder, tokenizer, settings(2, 1))) {
            assertThat(backend.determinism()).isGreaterThanOrEqualTo(Determinism.SAME_CALL);
        }
    }

    @Test
    void generate_afterOtherBatches_givesTheBitsOfAFreshEngine() {
        Path folder = model(4, 5);
        SamplingParams params = sampling(4, 12, 9);
        List<Completion> expected = completions(run(folder, settings(4, 2), prompts(5), params));
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend backend = open(folder, tokenizer, settings(4, 2))) {
            for (List<Prompt> other : List.of(prompts(9), prompts(1), prompts(5))) {
                for (int budget : new int[] {40, 3}) {
                    var _ = backend.generate(other, sampling(3, budget, 1), RolloutBackend.Progress.NONE);
                    assertThat(completions(backend.generate(prompts(5), params, RolloutBackend.Progress.NONE)))
                            .usingElementComparator(BY_BITS)
                            .containsExactlyElementsOf(expected);
                }
            }
        }
    }
}
