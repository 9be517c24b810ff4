package zero4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.engine.Generation;
import zero4j.engine.GenerationRequest;
import zero4j.report.Table;
import zero4j.rollout.Prompt;
import zero4j.rollout.SamplingParams;
import zero4j.serve.ServeSettings;
import zero4j.serve.ServedModel;
import zero4j.serve.Server;
import zero4j.session.LoadedModel;
import zero4j.template.StopRule;
import zero4j.torch.NativeMemory;

/**
 * What it costs to sample through a server instead of in process: clients that each ask again as soon as they have their answer, once
 * as calls of the engine and once over HTTP, with clients and server in this process and on its cores.
 *
 * @param newTokens of every completion, for no token ends one
 * @param requests of a measurement
 */
public record ServeSpeed(LoadedModel model, int newTokens, int requests) {
    private static final double NANOS = 1e-9;
    private static final double MILLIS = 1e-6;
    private static final double MEGABYTE = 1 << 20;
    private static final int PROMPT_TOKENS = 16;
    private static final int ROUNDS = 10;
    private static final int MEMORY_CLIENTS = 16;

    /** What one kind of client does for one request; nanoseconds to its first token, or to all of it. */
    private interface Asking {
        long ask(int request) throws Exception;
    }

    private record Measured(double seconds, long[] latencies) {
        double tokensPerSecond(int requests, int newTokens) {
            return (double) requests * newTokens / seconds;
        }

        String percentile(double share) {
            int at = (int) Math.min(latencies.length - 1L, (long) Math.floor(share * latencies.length));
            return String.format(Locale.ROOT, "%.1f", latencies[at] * MILLIS);
        }
    }

    /**
     * Times numbers of clients.
     *
     * @param warmUp requests of each kind that are answered first, for the compiler, which would take the cores from what is measured
     * @param repeats of which the fastest counts, each in turn
     * @param lines hears each line of the table when it has been measured
     */
    public Table speeds(List<Integer> clients, int warmUp, int repeats, Consumer<String> lines) {
        Table table = Table.of(
                        "clients", "in process tok/s", "server tok/s", "ratio", "streamed tok/s", "first ms p50", "p99")
                .toldTo(lines, 7, 16, 12, 8, 14, 12, 8);
        try (Server server = server()) {
            Generation engine = engine();
            for (int answered = 0; answered < warmUp; answered += requests) {
                int count = clients.getLast();
                var _ = measure(count, request -> inProcess(engine, request));
                var _ = overHttp(server, count, false);
                var _ = overHttp(server, count, true);
            }
            for (int count : clients) {
                Measured alone = null;
                Measured whole = null;
                Measured streamed = null;
                for (int i = 0; i < repeats; i++) {
                    alone = faster(alone, measure(count, request -> inProcess(engine, request)));
                    whole = faster(whole, overHttp(server, count, false));
                    streamed = faster(streamed, overHttp(server, count, true));
                }
                table.row(row(count, alone, whole, streamed));
            }
        }
        return table;
    }

    private static Measured faster(@Nullable Measured best, Measured next) {
        return best == null || next.seconds() < best.seconds() ? next : best;
    }

    private List<String> row(
            int count, @Nullable Measured alone, @Nullable Measured whole, @Nullable Measured streamed) {
        if (alone == null || whole == null || streamed == null) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return List.of(
                Integer.toString(count),
                speed(alone),
                speed(whole),
                String.format(Locale.ROOT, "%.2f", alone.seconds() / whole.seconds()),
                speed(streamed),
                streamed.percentile(0.5),
                streamed.percentile(0.99));
    }

    private String speed(Measured measured) {
        return String.format(Locale.ROOT, "%.0f", measured.tokensPerSecond(requests, newTokens));
    }

    /**
     * Memory while a server answers so many requests.
     *
     * @param lines hears each line of the table when it has been measured
     */
    public Table memory(int total, Consumer<String> lines) {
        Table table = Table.of("requests", "heap MB", "resident MB").toldTo(lines, 8, 8, 11);
        try (Server server = server()) {
            for (int round = 0; round <= ROUNDS; round++) {
                if (round > 0) {
                    new ServeSpeed(model, newTokens, total / ROUNDS).overHttp(server, MEMORY_CLIENTS, round % 2 == 0);
                }
                table.row(List.of(
                        Integer.toString(round * (total / ROUNDS)),
                        String.format(Locale.ROOT, "%.1f", heapMegabytes()),
                        String.format(
                                Locale.ROOT, "%.0f", NativeMemory.resident().orElse(0) / MEGABYTE)));
            }
        }
        return table;
    }

    private static double heapMegabytes() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE;
    }

    private Generation engine() {
        if (model.backend() instanceof Generation engine) {
            return engine;
        }
        throw new UserError(model.engine() + " takes no single requests, so it cannot be served");
    }

    private Server server() {
        ServedModel served = new ServedModel(
                List.of("bench"),
                model.folder(),
                model.config(),
                model.tokenizer().orElse(null),
                "chat");
        return Server.start(engine(), served, "default", ServeSettings.LOCAL.at(0));
    }

    private int[] prompt(int request) {
        int tokens = model.config().tokens();
        return IntStream.range(0, PROMPT_TOKENS)
                .map(i -> (1 + request * 31 + i * 7) % tokens)
                .toArray();
    }

    private long inProcess(Generation engine, int request) throws ExecutionException, InterruptedException {
        Question question = new Question("request", "", List.of("?"), Map.of());
        var _ = engine.submit(new GenerationRequest(
                        new Prompt(question, "", prompt(request), StopRule.NONE),
                        new SamplingParams(1, newTokens, 1, 0, 1, request),
                        0,
                        new GenerationRequest.Ends(Set.of(), true),
                        false))
                .result()
                .get();
        return 0;
    }

    private Measured overHttp(Server server, int clients, boolean stream) {
        List<BareClient> connections = new ArrayList<>();
        try {
            ThreadLocal<BareClient> own = ThreadLocal.withInitial(() -> {
                BareClient client = new BareClient(server.port());
                synchronized (connections) {
                    connections.add(client);
                }
                return client;
            });
            return measure(clients, request -> own.get().ask(prompt(request), newTokens, request, stream));
        } finally {
            connections.forEach(BareClient::close);
        }
    }

    private Measured measure(int clients, Asking asking) {
        AtomicInteger next = new AtomicInteger();
        long[] latencies = new long[requests];
        Callable<Void> client = () -> {
            for (int request = next.getAndIncrement(); request < requests; request = next.getAndIncrement()) {
                latencies[request] = asking.ask(request);
            }
            return null;
        };
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : IntStream.range(0, clients)
                    .mapToObj(_ -> threads.submit(client))
                    .toList()) {
                done.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("a client has failed", e);
        }
        double seconds = (System.nanoTime() - start) * NANOS;
        Arrays.sort(latencies);
        return new Measured(seconds, latencies);
    }
}
