package zero4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;

/** What every engine must do that takes requests one by one. */
public abstract class GenerationContract extends EngineContract {
    @Override
    protected abstract Generation open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings);

    /** Runs something with an engine of the tiny model of this seed, which seldom ends a completion by itself. */
    private void with(int slots, int workers, Use use) {
        Path folder = model(8, NO_SUCH_TOKEN);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (Generation engine = open(folder, tokenizer, settings(slots, workers))) {
            use.of(engine);
        }
    }

    private interface Use {
        void of(Generation engine);
    }

    private static Prompt prompt(int index) {
        return TinyModel.prompt(index, 3 + index, StopRule.NONE);
    }

    private static Completion only(RequestHandle handle) {
        return handle.result().join().completions().getFirst();
    }

    private static List<Completion> alone(Generation engine, GenerationRequest request) {
        return engine.generate(List.of(request.prompt()), request.params(), Progress.NONE)
                .getFirst()
                .completions();
    }

    /** Does something at the first token of a request, on the thread that decodes it. */
    private static TokenListener atFirst(Runnable work) {
        AtomicInteger heard = new AtomicInteger();
        return (_, _, _, _) -> {
            if (heard.getAndIncrement() == 0) {
                work.run();
            }
        };
    }

    @Test
    void submit_whileOthersDecode_beginsBeforeTheyEnd() {
        with(4, 1, engine -> {
            ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
            CompletableFuture<RequestHandle> second = new CompletableFuture<>();
            TokenListener first = atFirst(() -> second.complete(engine.submit(
                    new GenerationRequest(prompt(2), sampling(1, 3, 5)), atFirst(() -> events.add("second begins")))));
            RequestHandle handle = engine.submit(new GenerationRequest(prompt(1), sampling(1, 40, 1)), first);
            handle.result().thenRun(() -> events.add("first ends")).join();
            assertThat(only(second.join()).length()).isBetween(1, 3);
            assertThat(events).containsExactly("second begins", "first ends");
            assertThat(engine.inFlight()).isZero();
        });
    }

    @Test
    void submit_requestsWithOtherParameters_eachIsWhatItIsAlone() {
        with(8, 2, engine -> {
            List<GenerationRequest> requests = List.of(
                    new GenerationRequest(prompt(1), new SamplingParams(2, 30, 1, 0, 1, 7)),
                    new GenerationRequest(prompt(2), new SamplingParams(3, 9, 0.6, 5, 0.9, 8)),
                    new GenerationRequest(prompt(3), SamplingParams.greedy(20)),
                    new GenerationRequest(
                            TinyModel.prompt(4, 6, new StopRule(List.of("a", "e", "q"), true)), sampling(2, 25, 9)));
            RequestHandle[] handles = new RequestHandle[requests.size()];
            CompletableFuture<Void> all = new CompletableFuture<>();
            handles[0] = engine.submit(requests.getFirst(), atFirst(() -> {
                for (int i = 1; i < handles.length; i++) {
                    handles[i] = engine.submit(requests.get(i));
                }
                all.complete(null);
            }));
            all.join();
            for (int i = 0; i < requests.size(); i++) {
                CompletionGroup group = handles[i].result().join();
                assertThat(group.prompt()).isEqualTo(requests.get(i).prompt());
                assertThat(group.completions())
                        .usingElementComparator(BY_TOKENS)
                        .containsExactlyElementsOf(alone(engine, requests.get(i)));
            }
        });
    }

    @Test
    void submit_sameQuestionAgain_drawsAsInABatchThatAsksItTwice() {
        with(4, 1, engine -> {
            List<CompletionGroup> batch =
                    engine.generate(List.of(prompt(1), prompt(1)), sampling(1, 12, 3), Progress.NONE);
            for (int repeat = 0; repeat < 2; repeat++) {
                RequestHandle handle = engine.submit(new GenerationRequest(prompt(1), sampling(1, 12, 3), repeat));
                assertThat(only(handle).tokens())
                        .isEqualTo(batch.get(repeat).completions().getFirst().tokens());
            }
            assertThat(batch.get(0).completions().getFirst().tokens())
                    .isNotEqualTo(batch.get(1).completions().getFirst().tokens());
        });
    }

    /** Collects what one sample of a request streams. */
    private static final class Stream implements TokenListener {
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> tokens = new ArrayList<>();
        private final List<Float> logprobs = new ArrayList<>();
        private final List<Completion> ended = new ArrayList<>();

        @Override
        public void token(int sample, int token, float logprob, String piece) {
            assertThat(sample).isZero();
            assertThat(ended).isEmpty();
            tokens.add(token);
            logprobs.add(logprob);
            text.append(piece);
        }

        @Override
        public void ended(int sample, Completion completion) {
            ended.add(completion);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "kept", "cut", "both", "never"})
    void submit_streamed_piecesJoinToTheCompletion(String kind) {
        with(2, 1, engine -> {
            Completion free = only(engine.submit(new GenerationRequest(prompt(2), sampling(1, 30, 4))));
            String text = free.text();
            String stop = text.substring(9, 12);
            StopRule rule = switch (kind) {
                case "kept" -> new StopRule(List.of(stop), true);
                case "cut" -> new StopRule(List.of(stop, stop.charAt(0) + "#"), false);
                case "both" -> new StopRule(List.of(stop, stop.charAt(0) + "#"), Set.of(stop));
                case "never" -> new StopRule(List.of(text.substring(text.length() - 4) + "#", stop + "#"), false);
                default -> StopRule.NONE;
            };
            Stream stream = new Stream();
            Completion completion = only(
                    engine.submit(new GenerationRequest(TinyModel.prompt(2, 5, rule), sampling(1, 30, 4)), stream));
            assertThat(completion.finishReason())
                    .isEqualTo(kind.equals("none") || kind.equals("never") ? free.finishReason() : FinishReason.STOP);
            if (completion.finishReason() == FinishReason.STOP) {
                assertThat(completion.text().endsWith(stop)).isEqualTo(!kind.equals("cut"));
            }
            assertThat(stream.text).hasToString(completion.text());
            assertThat(stream.tokens).hasSize(completion.length());
            assertThat(stream.ended).containsExactly(completion);
            for (int i = 0; i < completion.length(); i++) {
                assertThat(stream.tokens.get(i)).isEqualTo(completion.tokens()[i]);
                assertThat(stream.logprobs.get(i)).isEqualTo(completion.logprobs()[i]);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void submit_withoutText_samplesTheSameTokensAndDecodesForStopStringsOnly(boolean stops) {
        with(2, 1, engine -> {
            String text = only(engine.submit(new GenerationRequest(prompt(2), sampling(1, 30, 4))))
                    .text();
            StopRule rule = stops ? new StopRule(List.of(text.substring(9, 12)), false) : StopRule.NONE;
            Prompt prompt = TinyModel.prompt(2, 5, rule);
            Completion with = only(engine.submit(new GenerationRequest(prompt, sampling(1, 30, 4))));
            Stream stream = new Stream();
            Completion without = only(engine.submit(
                    new GenerationRequest(prompt, sampling(1, 30, 4), 0, GenerationRequest.Ends.OF_MODEL, false),
                    stream));
            assertThat(without.tokens()).isEqualTo(with.tokens());
            assertThat(without.finishReason()).isEqualTo(with.finishReason());
            assertThat(without.text()).isEqualTo(stops ? with.text() : "");
            assertThat(stream.text).hasToString(without.text());
        });
    }

    @Test
    void cancel_whileDecoding_endsItThereAndGivesItsSlotsToOthers() {
        with(2, 1, engine -> {
            GenerationRequest other = new GenerationRequest(prompt(2), sampling(2, 15, 5));
            List<Completion> expected = alone(engine, other);
            CompletableFuture<RequestHandle> self = new CompletableFuture<>();
            List<RequestHandle> waiting = new ArrayList<>();
            RequestHandle cancelled =
                    engine.submit(new GenerationRequest(prompt(1), sampling(3, 44, 1)), (sample, _, _, _) -> {
                        if (sample == 1 && waiting.isEmpty()) {
                            waiting.add(engine.submit(other));
                            self.join().cancel();
                        }
                    });
            self.complete(cancelled);
            List<Completion> partial = cancelled.result().join().completions();
            assertThat(partial).extracting(Completion::finishReason).containsOnly(FinishReason.CANCELLED);
            assertThat(partial.get(0).length()).isBetween(0, 2);
            assertThat(partial.get(1).length()).isOne();
            assertThat(partial.get(2).length()).isZero();
            assertThat(waiting.getFirst().result().join().completions())
                    .usingElementComparator(BY_TOKENS)
                    .containsExactlyElementsOf(expected);
            cancelled.cancel(); // once more does nothing
            assertThat(engine.inFlight()).isZero();
        });
    }

    /** Prompts are read together, two at a time in LibTorch: the cancelled one with that of the first samples, or of the last. */
    @ParameterizedTest
    @CsvSource({"4, 1", "20, 1", "4, 2", "20, 2"})
    void cancel_amongPromptsReadTogether_endsItAndLeavesTheOthers(int samples, int cancelled) {
        with(16, 1, engine -> {
            List<GenerationRequest> requests = new ArrayList<>();
            List<List<Completion>> expected = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                requests.add(new GenerationRequest(prompt(i + 1), sampling(samples, 12, i)));
                expected.add(alone(engine, requests.get(i)));
            }
            List<RequestHandle> handles = new ArrayList<>();
            TokenListener cancels = atFirst(() -> handles.get(cancelled).cancel());
            only(engine.submit(
                    new GenerationRequest(prompt(9), sampling(1, 3, 1)),
                    atFirst(() -> requests.forEach(request -> handles.add(
                            handles.isEmpty() ? engine.submit(request, cancels) : engine.submit(request))))));
            for (int i = 0; i < handles.size(); i++) {
                List<Completion> completions = handles.get(i).result().join().completions();
                if (i == cancelled) {
                    assertThat(completions)
                            .hasSize(samples)
                            .allMatch(c -> c.finishReason() == FinishReason.CANCELLED && c.length() == 0);
                } else {
                    assertThat(completions)
                            .usingElementComparator(BY_TOKENS)
                            .containsExactlyElementsOf(expected.get(i));
                }
            }
            assertThat(engine.inFlight()).isZero();
        });
    }

    @Test
    void cancel_whileWaiting_endsItAtOnceAndLeavesTheOthers() {
        with(1, 1, engine -> {
            GenerationRequest request = new GenerationRequest(prompt(1), sampling(1, 20, 1));
            List<Completion> expected = alone(engine, request);
            List<CompletionGroup> ended = new ArrayList<>();
            RequestHandle first = engine.submit(request, atFirst(() -> {
                RequestHandle waiting = engine.submit(new GenerationRequest(prompt(2), sampling(2, 20, 1)));
                waiting.cancel();
                ended.add(waiting.result().join()); // on the only thread that decodes
            }));
            assertThat(first.result().join().completions())
                    .usingElementComparator(BY_TOKENS)
                    .containsExactlyElementsOf(expected);
            assertThat(ended.getFirst().completions())
                    .hasSize(2)
                    .allMatch(c -> c.finishReason() == FinishReason.CANCELLED && c.length() == 0);
        });
    }

    private static Prompt prompt(int... tokens) {
        return new Prompt(prompt(8).question(), "q", tokens, StopRule.NONE);
    }

    @Test
    void submit_impossibleRequests_areRefusedAndTheOthersGoOn() {
        with(4, 1, engine -> {
            List<Prompt> impossible = List.of(
                    TinyModel.prompt(8, TinyModel.CONTEXT, StopRule.NONE),
                    prompt(new int[0]),
                    prompt(4, TinyModel.VOCABULARY),
                    prompt(-1, 4));
            GenerationRequest good = new GenerationRequest(prompt(1), sampling(2, 20, 1));
            List<Completion> expected = alone(engine, good);
            List<Throwable> refused = new ArrayList<>();
            RequestHandle handle = engine.submit(good, atFirst(() -> {
                for (Prompt prompt : impossible) {
                    try {
                        engine.submit(new GenerationRequest(prompt, sampling(1, 5, 1)));
                    } catch (UserError e) {
                        refused.add(e);
                    }
                }
            }));
            assertThat(handle.result().join().completions())
                    .usingElementComparator(BY_TOKENS)
                    .containsExactlyElementsOf(expected);
            assertThat(refused)
                    .hasSameSizeAs(impossible)
                    .allSatisfy(e -> assertThat(e).hasMessageContaining("tiny:8"));
        });
    }

    @Test
    void cancel_requestThatAFailedLoadHasRefused_doesNothing() {
        with(1, 1, engine -> {
            Stream stream = new Stream();
            List<RequestHandle> handles = new ArrayList<>();
            assertThatThrownBy(() -> engine.load(
                            _ -> {
                                handles.add(engine.submit(new GenerationRequest(prompt(1), sampling(2, 5, 1)), stream));
                                throw new UserError("the learner has gone");
                            },
                            1))
                    .hasMessageContaining("the learner has gone");
            RequestHandle refused = handles.getFirst();
            assertThatThrownBy(() -> refused.result().join()).hasMessageContaining("no complete weights");
            refused.cancel();
            assertThat(engine.inFlight()).isZero();
            assertThat(stream.ended).isEmpty();
        });
    }

    @Test
    void submit_tokensThatEnd_endItThereWithoutTheirText() {
        with(2, 1, engine -> {
            Completion free = only(engine.submit(new GenerationRequest(prompt(2), sampling(1, 30, 4))));
            int end = free.tokens()[7];
            int at = 0;
            while (free.tokens()[at] != end) {
                at++;
            }
            GenerationRequest.Ends ends = new GenerationRequest.Ends(Set.of(end), false);
            Completion cut = only(engine.submit(new GenerationRequest(prompt(2), sampling(1, 30, 4), 0, ends)));
            assertThat(cut.tokens()).isEqualTo(Arrays.copyOf(free.tokens(), at + 1));
            assertThat(cut.finishReason()).isEqualTo(FinishReason.EOS);
            assertThat(cut.text()).isEqualTo(free.text().substring(0, at));
        });
    }

    @Test
    void submit_eosIgnored_goesOnToTheBudget() {
        Path folder = model(8, TinyModel.FIRST_LETTER, TinyModel.FIRST_LETTER + 1, TinyModel.FIRST_LETTER + 2);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (Generation engine = open(folder, tokenizer, settings(2, 1))) {
            GenerationRequest.Ends ends = new GenerationRequest.Ends(Set.of(), true);
            CompletionGroup group = engine.submit(new GenerationRequest(prompt(2), sampling(8, 30, 4), 0, ends))
                    .result()
                    .join();
            assertThat(group.completions()).allMatch(c -> c.finishReason() == FinishReason.LENGTH && c.length() == 30);
            assertThat(engine.submit(new GenerationRequest(prompt(2), sampling(8, 30, 4)))
                            .result()
                            .join()
                            .completions())
                    .anyMatch(c -> c.finishReason() == FinishReason.EOS);
        }
    }

    @Test
    void loadPaused_requestsInFlight_laterOnesComeOfTheNewWeightsAlone() {
        Path other = model(9, NO_SUCH_TOKEN);
        with(2, 1, engine -> {
            PausableGeneration pausable = (PausableGeneration) engine;
            List<Completion> old = alone(engine, new GenerationRequest(prompt(2), sampling(2, 20, 4)));
            RequestHandle first = engine.submit(new GenerationRequest(prompt(1), sampling(2, 30, 4)));
            pausable.pause();
            RequestHandle second = engine.submit(new GenerationRequest(prompt(2), sampling(2, 20, 4)));
            pausable.loadPaused(TinyModel.weights(other), 3);
            pausable.resume();
            assertThat(first.result().join().completions()).hasSize(2);
            List<Completion> fresh = alone(engine, new GenerationRequest(prompt(2), sampling(2, 20, 4)));
            assertThat(second.result().join().completions())
                    .usingElementComparator(BY_TOKENS)
                    .containsExactlyElementsOf(fresh)
                    .doesNotContainAnyElementsOf(old)
                    .allSatisfy(c -> assertThat(c.versions()).containsOnly(3L));
        });
    }

    @Test
    void result_whatFollowsOnIt_mayWaitForTheEngine() {
        Path folder = model(9, NO_SUCH_TOKEN);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (Generation engine = open(folder, tokenizer, settings(1, 1))) {
            GenerationRequest request = new GenerationRequest(prompt(1), sampling(1, 5, 1));
            CompletableFuture<Void> followed = new CompletableFuture<>();
            CompletableFuture<Completion> later = engine.submit(request, atFirst(followed::join))
                    .result()
                    .thenApply(_ -> {
                        engine.load(TinyModel.weights(folder), 7);
                        return only(engine.submit(request));
                    });
            followed.complete(null);
            assertThat(later.join().policyVersion()).isEqualTo(7);
        }
    }

    @Test
    void submit_listenerThatThrows_endsItsOwnRequestOnly() {
        with(4, 1, engine -> {
            GenerationRequest good = new GenerationRequest(prompt(1), sampling(2, 20, 1));
            List<Completion> expected = alone(engine, good);
            List<RequestHandle> broken = new ArrayList<>();
            RequestHandle handle = engine.submit(
                    good,
                    atFirst(() -> broken.add(
                            engine.submit(new GenerationRequest(prompt(2), sampling(3, 20, 1)), atFirst(() -> {
                                throw new UserError("the client has gone");
                            })))));
            assertThat(handle.result().join().completions())
                    .usingElementComparator(BY_TOKENS)
                    .containsExactlyElementsOf(expected);
            assertThatThrownBy(() -> broken.getFirst().result().join()).hasMessageContaining("the client has gone");
            assertThat(engine.inFlight()).isZero();
        });
    }

    @Test
    void load_whileARequestIsInFlight_waitsForItAndCountsForWhatComesLater() {
        Path folder = model(9, NO_SUCH_TOKEN);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (Generation engine = open(folder, tokenizer, settings(2, 1))) {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            RequestHandle before = engine.submit(
                    new GenerationRequest(prompt(1), sampling(2, 40, 1)), atFirst(() -> begun.complete(null)));
            begun.join();
            engine.load(TinyModel.weights(folder), 7);
            assertThat(before.isDone()).isTrue();
            assertThat(only(before).policyVersion()).isZero();
            assertThat(only(before).length()).isGreaterThan(20);
            assertThat(only(engine.submit(new GenerationRequest(prompt(1), sampling(1, 3, 1))))
                            .policyVersion())
                    .isEqualTo(7);
        }
    }

    @Test
    void load_calledByAListener_isAnErrorInsteadOfAStandstill() {
        with(1, 1, engine -> {
            RequestHandle handle = engine.submit(
                    new GenerationRequest(prompt(1), sampling(1, 5, 1)), atFirst(() -> engine.load(_ -> {}, 1)));
            assertThatThrownBy(() -> handle.result().join())
                    .hasStackTraceContaining("load was called by a listener of the engine");
        });
    }

    @Test
    void close_requestsInFlightAndWaiting_endWithAClearError() {
        with(1, 1, engine -> {
            CompletableFuture<RequestHandle> second = new CompletableFuture<>();
            RequestHandle first = engine.submit(new GenerationRequest(prompt(1), sampling(1, 40, 1)), atFirst(() -> {
                RequestHandle waiting = engine.submit(new GenerationRequest(prompt(2), sampling(1, 5, 1)));
                second.complete(waiting);
                // The engine is closing as soon as what waits has ended.
                waiting.result().exceptionally(_ -> null).join();
            }));
            RequestHandle waiting = second.join();
            engine.close();
            for (RequestHandle ended : List.of(first, waiting)) {
                assertThatThrownBy(() -> ended.result().join()).hasMessageContaining("the engine was closed");
                ended.cancel();
            }
            assertThat(engine.inFlight()).isZero();
            assertThatThrownBy(() -> engine.submit(new GenerationRequest(prompt(1), sampling(1, 5, 1))))
                    .hasMessageContaining("the engine was closed");
        });
    }
}
