package zero4j.engine.http;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.Words;
import zero4j.rollout.PolicyWeights;

/**
 * Sends tensors to the workers of one vLLM server by broadcasts of NCCL, in which this process is rank 0 and they are the others. They meet
 * by NCCL's own id, {@code nccl_unique_id_b64}, without a store of torch.
 *
 * <p>What both sides do together begins on two threads: the request that has the workers join, or take tensors, is answered when that is
 * done. A failure ends the connection; the next hand-over makes a new one.
 */
final class NcclTransfer implements WeightTransfer, AutoCloseable {
    /** Bytes of an id. */
    static final int ID_BYTES = 128;

    private final ServerCalls calls;
    private final Duration deadline;
    private final Nccl nccl;
    private final Executor threads;
    private @Nullable Link link;

    /** The calls of NCCL that are needed; {@link NativeNccl} makes them. */
    interface Nccl {
        /** A new id, {@value NcclTransfer#ID_BYTES} bytes ({@code ncclGetUniqueId}). */
        byte[] uniqueId();

        /** Joins as rank 0; returns when all have joined ({@code ncclCommInitRank}). */
        Link join(byte[] id, int world);
    }

    /** This process among the workers of a server. */
    interface Link extends AutoCloseable {
        /** Sums one float32 over all ranks: workers do so when they have joined, and wait for it. */
        void sumOne();

        /** Sends a tensor to all ranks ({@code ncclBroadcast} of rank 0); returns when it may be changed. */
        void broadcast(PolicyWeights.Tensor tensor);

        /** Leaves without waiting for the others ({@code ncclCommAbort}). */
        @Override
        void close();
    }

    NcclTransfer(ServerCalls calls, Duration deadline, Nccl nccl, Executor threads) {
        this.calls = calls;
        this.deadline = deadline;
        this.nccl = nccl;
        this.threads = threads;
    }

    @Override
    public String inWords() {
        return "/update_weights by NCCL";
    }

    @Override
    public synchronized void send(Handed weights) {
        boolean done = false;
        try {
            Link joined = link == null ? connected() : link;
            link = joined;
            post("/start_weight_update", null);
            ObjectNode update = JsonMapper.shared().createObjectNode();
            update.set("update_info", layout(weights.weights()));
            beside(
                    "/update_weights",
                    update,
                    CompletableFuture.runAsync(() -> weights.weights().forEach(joined::broadcast), threads));
            post(
                    "/finish_weight_update",
                    JsonMapper.shared().createObjectNode().put("weight_version", weights.label()));
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private Link connected() {
        JsonNode world =
                calls.get("/get_world_size", deadline).required().json().path("world_size");
        if (!world.isIntegralNumber() || world.intValue() < 1) {
            throw new ServerTrouble(
                    ServerTrouble.Kind.REFUSED, calls.address() + ": it does not say how many workers it has");
        }
        byte[] id = nccl.uniqueId();
        if (id.length != ID_BYTES) {
            throw new IllegalStateException("an id of NCCL has " + Words.counted(id.length, "byte"));
        }
        int ranks = 1 + world.intValue();
        ObjectNode init = JsonMapper.shared().createObjectNode();
        init.putObject("init_info")
                .put("nccl_unique_id_b64", Base64.getEncoder().encodeToString(id))
                .put("rank_offset", 1)
                .put("world_size", ranks)
                .put("packed", false);
        CompletableFuture<Link> joining = CompletableFuture.supplyAsync(() -> joined(id, ranks), threads);
        try {
            return beside("/init_weight_transfer_engine", init, joining);
        } catch (ServerTrouble e) {
            var _ = joining.thenAccept(Link::close); // who joins after all leaves at once
            throw e;
        }
    }

    private Link joined(byte[] id, int ranks) {
        Link joined = nccl.join(id, ranks);
        try {
            joined.sumOne();
            return joined;
        } catch (RuntimeException e) {
            joined.close();
            throw e;
        }
    }

    /** Names, types and shapes in the order in which the tensors will come. */
    private static ObjectNode layout(PolicyWeights weights) {
        ObjectNode layout = JsonMapper.shared().createObjectNode();
        ArrayNode names = layout.putArray("names");
        ArrayNode types = layout.putArray("dtype_names");
        ArrayNode shapes = layout.putArray("shapes");
        weights.forEach(tensor -> {
            names.add(tensor.name());
            types.add(
                    switch (tensor.dtype()) {
                        case "F32" -> "float32";
                        case "BF16" -> "bfloat16";
                        case "F16" -> "float16";
                        default -> throw new IllegalArgumentException("no type of torch for " + tensor.dtype());
                    });
            ArrayNode shape = shapes.addArray();
            for (long size : tensor.shape()) {
                shape.add(size);
            }
        });
        return layout;
    }

    /** Sends a request while this process does its part; the first failure of either ends the wait. */
    private <T extends @Nullable Object> T beside(String path, ObjectNode body, CompletableFuture<T> work) {
        CompletableFuture<Void> request = CompletableFuture.runAsync(() -> post(path, body), threads);
        CompletableFuture<T> both = request.thenCombine(work, (_, done) -> done);
        for (CompletableFuture<?> part : List.of(work, request)) {
            var _ = part.whenComplete((_, failure) -> {
                if (failure != null) {
                    both.completeExceptionally(
                            failure instanceof CompletionException wrapped && wrapped.getCause() != null
                                    ? wrapped.getCause()
                                    : failure);
                }
            });
        }
        try {
            return both.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw trouble(ServerTrouble.Kind.LATE, path + ": NCCL did not come to an end within the deadline");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerTrouble trouble) {
                throw trouble(trouble.kind(), trouble.text());
            }
            throw trouble(ServerTrouble.Kind.FAILED, path + ": " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw trouble(ServerTrouble.Kind.FAILED, path + ": interrupted");
        }
    }

    private ServerTrouble trouble(ServerTrouble.Kind kind, String what) {
        return new ServerTrouble(kind, what.startsWith(calls.address()) ? what : calls.address() + ": " + what);
    }

    private void post(String path, @Nullable ObjectNode body) {
        var _ = calls.post(path, body, deadline).required();
    }

    @Override
    public synchronized void close() {
        if (link != null) {
            link.close();
            link = null;
        }
    }
}
