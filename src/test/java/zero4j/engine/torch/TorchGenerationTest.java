package zero4j.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import zero4j.engine.EngineSettings;
import zero4j.engine.Generation;
import zero4j.engine.GenerationContract;
import zero4j.engine.GenerationRequest;
import zero4j.engine.RequestHandle;
import zero4j.rollout.FinishReason;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.tokenizer.Tokenizer;

class TorchGenerationTest extends GenerationContract {
    @Override
    protected Generation open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return TorchBackend.owning(TorchBackendTest.load(modelFolder), tokenizer, settings);
    }

    /** The batch begins when its first request has been cancelled and its second has not. */
    @Test
    void generate_someOfTheBatchCancelled_decodesTheRestOnTheirWorkers() {
        Path folder = model(8, NO_SUCH_TOKEN);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (Generation engine = open(folder, tokenizer, settings(2, 2))) {
            GenerationRequest other = new GenerationRequest(prompts(3).getLast(), sampling(1, 2, 1));
            CompletableFuture<Void> gate = new CompletableFuture<>();
            RequestHandle before = engine.submit(other, (_, _, _, _) -> gate.join());
            Thread caller = Thread.currentThread();
            Queue<FinishReason> reasons = new ConcurrentLinkedQueue<>();
            Progress progress = completion -> {
                reasons.add(completion.finishReason());
                if (Thread.currentThread().equals(caller) && !gate.isDone()) {
                    gate.complete(null);
                    var _ = engine.submit(other).result().join(); // begins when the batch has ended
                }
            };
            caller.interrupt();
            assertThatThrownBy(() -> engine.generate(prompts(2), sampling(1, 3, 1), progress))
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(before.isDone()).isTrue();
            assertThat(reasons).containsExactly(FinishReason.CANCELLED, FinishReason.LENGTH);
        }
    }
}
