package zero4j.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.engine.Demand;
import zero4j.engine.EngineSettings;
import zero4j.engine.Generation;
import zero4j.engine.GenerationContract;
import zero4j.engine.GenerationRequest;
import zero4j.engine.RequestHandle;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;

class VectorGenerationTest extends GenerationContract {
    @Override
    protected Generation open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return VectorBackend.open(modelFolder, tokenizer, settings, Dtype.F32);
    }

    /** A request of the place in a list: every second has parameters of its own. */
    private static GenerationRequest request(List<Prompt> prompts, int i) {
        SamplingParams params =
                i % 2 == 0 ? sampling(1 + i % 4, 30, 5) : new SamplingParams(2, 11 + i, 0.7, 9, 0.95, i);
        return new GenerationRequest(prompts.get(i), params);
    }

    @ParameterizedTest
    @CsvSource({"2, 1, DATA", "64, 3, DATA", "5, 2, TENSOR", "64, 3, TENSOR"})
    void submit_whileOthersDecode_givesTheBitsOfTheRequestAlone(int slots, int threads, Parallelism parallelism) {
        Path folder = model(21, 5, 9);
        List<Prompt> prompts = prompts(9);
        try (VectorBackend engine =
                VectorBackend.open(folder, null, settings(slots, threads), Dtype.F32, parallelism)) {
            RequestHandle[] handles = new RequestHandle[prompts.size()];
            AtomicBoolean first = new AtomicBoolean(true);
            CompletableFuture<Void> all = new CompletableFuture<>();
            handles[0] = engine.submit(request(prompts, 0), (_, _, _, _) -> {
                if (first.getAndSet(false)) {
                    for (int i = 1; i < prompts.size(); i++) {
                        handles[i] = engine.submit(request(prompts, i));
                    }
                    all.complete(null);
                }
            });
            all.join();
            for (int i = 0; i < prompts.size(); i++) {
                GenerationRequest request = request(prompts, i);
                List<Completion> alone =
                        completions(engine.generate(List.of(request.prompt()), request.params(), Progress.NONE));
                assertThat(handles[i].result().join().completions())
                        .usingElementComparator(BY_BITS)
                        .containsExactlyElementsOf(alone);
            }
            assertThat(engine.blocksInUse()).isZero();
        }
    }

    @Test
    void prepare_cacheOfAllInFlightLargerThanTheMemory_isRefusedUnlessTheSlotsAreFew() {
        Path folder = model(21, NO_SUCH_TOKEN);
        Demand one = new Demand(1, 1, 8, 8, 40);
        List<Demand> others = List.of(new Demand(1L << 40, 1L << 40, 4, 0, 40), one);
        try (VectorBackend many = VectorBackend.open(folder, null, settings(Integer.MAX_VALUE, 1), Dtype.F32);
                VectorBackend few = VectorBackend.open(folder, null, settings(3, 1), Dtype.F32)) {
            many.prepare(one, List.of(one));
            few.prepare(one, others);
            assertThatThrownBy(() -> many.prepare(one, others))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("a cache of " + Integer.MAX_VALUE + " sequences of up to 48 tokens");
        }
    }

    @Test
    void bytes_samplesOfFewPrompts_countEachPromptOnceAndWhereAGroupIsDivided() {
        int whole = BlockPool.POSITIONS;
        CacheNeed shared = new CacheNeed(new Demand(32, 4, 10 * whole, 0, whole), 1000);
        assertThat(shared.bytes(32, 1)).isEqualTo(72_000.0);
        assertThat(shared.bytes(32, 3)).isEqualTo(92_000.0);
        assertThat(shared.bytes(2, 3)).isEqualTo(22_000.0);
    }

    @ParameterizedTest
    @CsvSource({"DATA", "TENSOR"})
    void cancel_whileDecoding_givesTheBlocksBack(Parallelism parallelism) {
        Path folder = model(21, NO_SUCH_TOKEN);
        try (VectorBackend engine = VectorBackend.open(folder, null, settings(2, 2), Dtype.F32, parallelism)) {
            CompletableFuture<RequestHandle> self = new CompletableFuture<>();
            RequestHandle handle = engine.submit(
                    new GenerationRequest(prompts(1).getFirst(), sampling(7, 40, 1)),
                    (_, _, _, _) -> self.join().cancel());
            self.complete(handle);
            var _ = handle.result().join();
            assertThat(engine.blocksInUse()).isZero();
        }
    }
}
