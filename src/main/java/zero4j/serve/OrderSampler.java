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
        } catch (UserError e) {
            boolean others = engine.inFlight()
                    > handles.stream().filter(handle -> !handle.isDone()).count();
            work.cancel();
            throw noRoom(e, others);
        } catch (RuntimeException e) {
            work.cancel();
            throw failed(e);
        }
    }

    /** All that a request says has been checked: the engine refuses one for which the memory is too small, perhaps beside others. */
    private static Refusal noRoom(UserError mistake, boolean besideOthers) {
        return besideOthers
                ? Refusal.of(
                        429,
                        "the memory has no room for this request beside those in work; try again later, or lower"
                                + " max_tokens or n")
                : Refusal.invalid(String.valueOf(mistake.getMessage()));
    }

    private static List<CompletionGroup> awaited(List<RequestHandle> handles, Work work) throws InterruptedException {
        List<CompletionGroup> groups = new ArrayList<>();
        for (RequestHandle handle : handles) {
            try {
                groups.add(handle.result().get());
            } catch (ExecutionException e) {
                work.cancel();
                throw failed(e.getCause());
            }
        }
        return groups;
    }

    /** What has failed is not the request's mistake: memory has run out while it was sampled, or the weights are broken. */
    private static RuntimeException failed(@Nullable Throwable failure) {
        return failure instanceof UserError explained
                ? Refusal.of(500, String.valueOf(explained.getMessage()))
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
