package zero4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.rollout.Completion;
import zero4j.rollout.Determinism;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.tokenizer.Tokenizer;

/** What {@link Determinism#INDEPENDENT_OF_BATCH} promises. */
public abstract class BatchIndependenceContract extends SameCallContract {
    @Test
    void determinism_declared_isIndependenceOfTheBatch() {
        Path folder = model(3, NO_SUCH_TOKEN);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (RolloutBackend backend = open(folder, tokenizer, settings(2, 1))) {
            assertThat(backend.determinism()).isEqualTo(Determinism.INDEPENDENT_OF_BATCH);
        }
    }

    @Test
    void generate_sameSeed_isEqualWhateverSlotsAndWorkers() {
        Path folder = model(4, 5);
        SamplingParams params = sampling(4, 20, 9);
        List<Completion> expected = completions(run(folder, settings(64, 1), prompts(6), params));
        assertThat(expected.stream().map(Completion::length).distinct().count()).isGreaterThan(3);
        for (EngineSettings other : List.of(settings(64, 1), settings(1, 1), settings(3, 1), settings(5, 2))) {
            assertThat(completions(run(folder, other, prompts(6), params)))
                    .usingElementComparator(BY_BITS)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void generate_promptAlone_isWhatItWasInTheBatch() {
        Path folder = model(5, 4);
        List<Completion> all = completions(run(folder, settings(8, 2), prompts(5), sampling(2, 12, 3)));
        for (int i = 0; i < 5; i++) {
            assertThat(completions(run(folder, settings(8, 2), prompts(5).subList(i, i + 1), sampling(2, 12, 3))))
                    .usingElementComparator(BY_BITS)
                    .containsExactlyElementsOf(all.subList(2 * i, 2 * i + 2));
        }
    }
}
