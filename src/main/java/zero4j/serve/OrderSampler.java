package zero4j.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.engine.Generation;
import zero4j.engine.GenerationRequest;
import zero4j.engine.RequestHandle;
import zero4j.engine.TokenListener;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.FinishReason;

/** Takes orders through the gate to the engine. */
final class OrderSampler {
    private final Generation engine;
    private final Gate gate;
    private final ServerMetrics metrics;

    OrderSampler(Generation engine, Gate gate, ServerMetrics metrics) {
        this.engine = engine;
        this.gate = gate;
        this.metrics = metrics;
    }

    /** What the engine promises of its completions. */
    Determinism determinism() {
        return engine.determinism();
    }

    /**
     * Samples what was asked for; returns when all of it has ended. Called on a virtual thread.
     *
     * @param gone tells of a client that is not there any more: what it is given runs then
     * @param listeners hear of the tokens of each prompt; null for none
     * @return the completions of each prompt, cancelled where somebody has ended the request
     */
    List<CompletionGroup> run(GenerationOrder order, Exchange gone, @Nullable IntFunction<TokenListener> listeners)
            throws InterruptedException {
        Work work = new Work(order.id(), order.completions());
        gate.admit(work);
        boolean passed = false;
        try {
            gone.onClose(() -> gate.cancel(work));
            gate.pass(work);
            passed = true;
            List<CompletionGroup> groups =
                    work.isCancelled() ? cancelled(order) : awaited(submitted(order, work, listeners), work);
            metrics.sampled(order, groups);
            return groups;
        } finally {
            gate.leave(work, passed);
        }
    }

    private List<RequestHandle> submitted(
            GenerationOrder order, Work work, @Nullable IntFunction<TokenListener> listeners) {
        List<RequestHandle> handles = new ArrayList<>();
        try {
            for (int i = 0; i < order.prompts().size(); i++) {
                GenerationRequest request = order.request(i);
                RequestHandle handle =
                        listeners == null ? engine.submit(request) : engine.submit(request, listeners.apply(i));
                handles.add(handle);
                work.attach(handle);
            }
            return handles;
        } catch (RuntimeException e) {
            work.cancel();
            throw explained(e);
        }
    }

    private static List<CompletionGroup> awaited(List<RequestHandle> handles, Work work) throws InterruptedException {
        List<CompletionGroup> groups = new ArrayList<>();
        for (RequestHandle handle : handles) {
            try {
                groups.add(handle.result().get());
            } catch (ExecutionException e) {
                work.cancel();
                throw explained(e.getCause());
            }
        }
        return groups;
    }

    private static RuntimeException explained(@Nullable Throwable failure) {
        return failure instanceof UserError mistake
                ? Refusal.invalid(String.valueOf(mistake.getMessage()))
                : failure instanceof IllegalStateException broken
                        ? Refusal.of(503, String.valueOf(broken.getMessage()))
                        : new IllegalStateException(failure);
    }

    /** Of an order that was ended before the engine had it. */
    private static List<CompletionGroup> cancelled(GenerationOrder order) {
        Completion none = new Completion(new int[0], new float[0], "", FinishReason.CANCELLED, new long[0]);
        List<CompletionGroup> groups = new ArrayList<>();
        for (int i = 0; i < order.prompts().size(); i++) {
            groups.add(new CompletionGroup(
                    order.request(i).prompt(),
                    Stream.generate(() -> none).limit(order.params().samples()).toList()));
        }
        return groups;
    }
}
