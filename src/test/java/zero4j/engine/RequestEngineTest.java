package zero4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.rollout.Completion;
import zero4j.rollout.Determinism;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

/** What all engines share, with a decoder that fails as a test wants. */
class RequestEngineTest {
    private static final ModelConfig CONFIG = ModelConfig.fresh(
            ModelFamilies.LLAMA,
            new ModelShape(16, 24, 2, 4, 2, TinyModel.CONTEXT, 10_000, true),
            TinyModel.VOCABULARY,
            OptionalInt.empty(),
            new TreeSet<>());

    private interface Decoding {
        void decode(RequestFeed requests);
    }

    /** Has no tokenizer, and one worker. */
    private static final class Fake extends RequestEngine {
        private final Decoding decoding;
        private final List<List<Demand>> beside = new ArrayList<>();

        Fake(Decoding decoding) {
            super(CONFIG, null, 1, true);
            this.decoding = decoding;
        }

        @Override
        protected void decode(RequestFeed requests, Workers threads) {
            requests.expect(1);
            threads.run(List.of(() -> decoding.decode(requests)));
        }

        @Override
        protected void prepare(Demand demand, List<Demand> inFlight) {
            beside.add(inFlight);
        }

        @Override
        protected boolean batchesAlone() {
            return false;
        }

        @Override
        protected void overwrite(PolicyWeights weights) {
            weights.forEach(_ -> {});
        }

        @Override
        protected void discard() {}

        @Override
        protected void free() {}

        @Override
        public Determinism determinism() {
            return Determinism.INDEPENDENT_OF_BATCH;
        }
    }

    private static GenerationRequest request(int samples, StopRule stop) {
        return new GenerationRequest(TinyModel.prompt(1, 4, stop), new SamplingParams(samples, 9, 1, 0, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"before anything begins", "before a sample is given", "with a sample"})
    void decode_fails_endsTheRequestOnceWithItsOwnWords(String when) {
        Decoding failing = feed -> {
            if (when.equals("before a sample is given")) {
                feed.next(1, _ -> false);
            } else if (when.equals("with a sample")) {
                feed.await(1);
            }
            throw new IllegalStateException("boom");
        };
        try (Fake engine = new Fake(failing)) {
            List<Integer> ended = new ArrayList<>();
            RequestHandle handle = engine.submit(request(2, StopRule.NONE), new TokenListener() {
                @Override
                public void token(int sample, int token, float logprob, String text) {}

                @Override
                public void ended(int sample, Completion completion) {
                    ended.add(sample);
                }
            });
            assertThatThrownBy(() -> handle.result().join()).cause().hasMessage("generating failed: boom");
            handle.cancel();
            assertThat(engine.inFlight()).isZero();
            assertThat(ended).isEmpty();
        }
    }

    @Test
    void decode_memoryRunsOut_saysWhatToLower() {
        try (Fake engine = new Fake(_ -> {
            throw new IllegalStateException("CUDA Out of memory. Tried to allocate 2 GiB");
        })) {
            RequestHandle handle = engine.submit(request(1, StopRule.NONE));
            assertThatThrownBy(() -> handle.result().join())
                    .cause()
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("lower rollout.slots");
        }
    }

    @Test
    void submit_stopStringsWithoutATokenizer_isRefused() {
        try (Fake engine = new Fake(_ -> {})) {
            assertThatThrownBy(() -> engine.submit(request(1, new StopRule(List.of("a"), true))))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("tiny:1")
                    .hasMessageContaining("no tokenizer");
            assertThat(engine.inFlight()).isZero();
        }
    }

    @Test
    void submit_othersInFlight_preparesForThemToo() {
        Decoding cancelling = feed -> {
            for (Job job = feed.await(1); job != null; job = feed.await(1)) {
                for (int sample = job.from(); sample < job.to(); sample++) {
                    job.request().skip(sample);
                }
            }
        };
        try (Fake engine = new Fake(cancelling)) {
            List<RequestHandle> handles = new ArrayList<>();
            engine.load(
                    _ -> { // nothing begins meanwhile
                        handles.add(engine.submit(request(2, StopRule.NONE)));
                        handles.add(engine.submit(request(3, StopRule.NONE)));
                        handles.getFirst().cancel();
                        handles.add(engine.submit(request(1, StopRule.NONE)));
                    },
                    1);
            handles.forEach(handle -> handle.result().join());
            assertThat(engine.beside)
                    .containsExactly(List.of(), List.of(new Demand(2, 1, 4, 2, 9)), List.of(new Demand(3, 1, 4, 1, 9)));
        }
    }

    @Test
    void demand_ofRequestsTogether_hasThePromptsOfAllAndTheLongestOfEach() {
        assertThat(Demand.of(4, 2, 9).with(Demand.of(6, 1, 5), 3)).isEqualTo(new Demand(3, 2, 6, 6, 9));
    }
}
