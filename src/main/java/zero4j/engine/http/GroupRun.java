package zero4j.engine.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import zero4j.UserError;
import zero4j.engine.CompletionBuilder;
import zero4j.engine.GenerationRequest;
import zero4j.rollout.Completion;
import zero4j.rollout.RolloutBackend.Progress;

/**
 * Samples some completions of one prompt: one request for all of them; what a server gave up, or ended where the model would have gone
 * on, is continued by another request with what is there so far.
 */
final class GroupRun {
    /** Requests that may fail in a row, other than because a server has too much to do. */
    private static final int MOST_TRIES = 4;

    private final Sampling sampling;
    private final GenerationRequest request;
    private final int from;
    private final int count;
    private final int budget;
    private final Progress progress;
    private final Set<Replica> served = ConcurrentHashMap.newKeySet();

    /**
     * What all groups of a backend share.
     *
     * @param eos ids that end a completion, those of {@code rules}
     * @param vocabulary number of the model's tokens
     * @param inFlight whether weights may change while completions are sampled
     */
    record Sampling(
            Fleet fleet,
            RequestGate gate,
            Patience patience,
            CompletionBuilder.Rules rules,
            SortedSet<Integer> eos,
            int vocabulary,
            boolean inFlight,
            ExecutorService threads) {}

    /**
     * Parts of one request, and what they are of.
     *
     * @param current what all servers should have had when it was sent
     */
    private record Given(List<ServedPart> parts, Replica by, Fleet.Current current) {}

    /** @param from the first sample of the request, {@code count} of which are sampled */
    GroupRun(Sampling sampling, GenerationRequest request, int from, int count, int budget, Progress progress) {
        this.sampling = sampling;
        this.request = request;
        this.from = from;
        this.count = count;
        this.budget = budget;
        this.progress = progress;
    }

    /** Completions. */
    int count() {
        return count;
    }

    /** Servers that gave tokens. */
    Set<Replica> served() {
        return served;
    }

    /** Completions in the order of the samples. */
    List<Completion> run() throws InterruptedException {
        served.clear();
        int first = request.params().first() + from;
        Ask.Draws draws = new Ask.Draws(request.prompt().question().id(), first, request.repeat());
        Ask ask = ask(
                request.prompt().tokens(),
                count,
                budget,
                draws.seed(request.params().seed()),
                Optional.of(draws));
        Given given = given(ask);
        List<Callable<Completion>> completions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int sample = i;
            completions.add(() -> completion(sample, given));
        }
        return all(completions);
    }

    private List<Completion> all(List<Callable<Completion>> work) throws InterruptedException {
        List<Completion> all = new ArrayList<>();
        for (Future<Completion> one : sampling.threads().invokeAll(work)) {
            try {
                all.add(one.get());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            }
        }
        return all;
    }

    private Ask ask(int[] prompt, int samples, int most, long seed, Optional<Ask.Draws> draws) {
        return new Ask(
                prompt,
                request.prompt().stop().strings(),
                sampling.eos(),
                samples,
                most,
                request.params(),
                "", // chosen when it is sent
                seed,
                draws);
    }

    private Completion completion(int sample, Given begun) throws InterruptedException {
        CompletionBuilder builder =
                new CompletionBuilder(request.prompt(), budget, sampling.rules(), request.ends(), false);
        boolean ended = take(builder, begun, begun.parts().get(sample));
        Patience.Deadline deadline =
                sampling.patience().deadline(sampling.patience().generate());
        int vain = 0;
        while (!ended) {
            int before = builder.length();
            Given more = given(continued(sample, builder));
            ServedPart part = more.parts().getFirst();
            ended = take(builder, more, part);
            boolean givenUp = part.end() == ServedPart.End.ABORT;
            if (builder.length() == before && !(givenUp && deadline.pause(vain++, Duration.ZERO))) {
                throw new UserError(more.by().address() + ": it "
                        + (givenUp ? "gives up" : "ends where the model has no end") + " a completion of question "
                        + request.prompt().question().id() + ", and adds nothing when asked to go on");
            }
        }
        Completion done = builder.build();
        progress.finished(done);
        return done;
    }

    /** The prompt with the tokens so far, and what is left of the budget; other draws than those that gave these. */
    private Ask continued(int sample, CompletionBuilder builder) {
        int[] prompt = request.prompt().tokens();
        int[] all = Arrays.copyOf(prompt, prompt.length + builder.length());
        System.arraycopy(builder.tokens(), 0, all, prompt.length, builder.length());
        Ask.Draws place = new Ask.Draws(
                request.prompt().question().id(), request.params().first() + from + sample, request.repeat());
        long seed = Ask.positive(place.seed(request.params().seed()) + 31L * builder.length());
        return ask(all, 1, budget - builder.length(), seed, Optional.empty());
    }

    /** @return whether the completion has ended */
    private boolean take(CompletionBuilder builder, Given given, ServedPart part) {
        long[] versions = versions(given, part);
        for (int i = 0; i < part.tokens().length; i++) {
            int token = part.tokens()[i];
            if (token < 0 || token >= sampling.vocabulary()) {
                throw new UserError(given.by().address() + ": it gave the token " + token
                        + ", but the model's tokens are 0 to " + (sampling.vocabulary() - 1)
                        + ": it serves another model");
            }
            if (builder.accept(token, part.logprobs()[i], versions[i])) {
                return true;
            }
        }
        return false;
    }

    /** Of each token: as the server says it, or that of the time of the request. */
    private long[] versions(Given given, ServedPart part) {
        long[] versions = new long[part.tokens().length];
        Arrays.fill(versions, given.current().version());
        for (ServedPart.LabelSpan span : part.spans()) {
            sampling.fleet()
                    .version(span.label())
                    .ifPresent(
                            version -> IntStream.range(Math.max(0, span.start()), Math.min(versions.length, span.end()))
                                    .forEach(i -> versions[i] = version));
        }
        return versions;
    }

    /** Sends a request until a server has answered it. */
    private Given given(Ask ask) throws InterruptedException {
        Patience.Deadline deadline =
                sampling.patience().deadline(sampling.patience().generate());
        Set<Replica> failed = new HashSet<>();
        int tries = 0;
        int waits = 0;
        while (true) {
            try {
                return once(ask, failed);
            } catch (ServerTrouble trouble) {
                switch (trouble.kind()) {
                    case STALE -> {} // not used any more
                    case BUSY -> {
                        if (!deadline.pause(waits++, trouble.retryAfter())) {
                            throw refused(trouble);
                        }
                    }
                    case LATE -> {
                        if (!sampling.fleet().hasOther(failed)) {
                            throw refused(trouble);
                        }
                    }
                    case UNREACHABLE, BROKEN, FAILED -> {
                        if (++tries == MOST_TRIES || !deadline.pause(tries, trouble.retryAfter())) {
                            throw refused(trouble);
                        }
                    }
                    case UNAUTHORIZED, REFUSED, NO_ROUTE -> throw refused(trouble);
                }
            }
        }
    }

    private UserError refused(ServerTrouble trouble) {
        return new UserError(
                "question " + request.prompt().question().id() + " was not answered: " + trouble.text(), trouble);
    }

    private Given once(Ask ask, Set<Replica> failed) throws InterruptedException {
        sampling.gate().enter();
        try {
            Fleet.Current current = sampling.fleet().current();
            Replica replica = sampling.fleet().choose(failed, ask.cost());
            try {
                String label = current.label(replica);
                List<ServedPart> parts = replica.dialect().generate(ask.salted(label == null ? "" : label));
                parts.forEach(part -> requireRight(replica, current, part));
                requireKnownVersion(replica, current, parts);
                replica.succeeded();
                served.add(replica);
                return new Given(parts, replica, current);
            } catch (ServerTrouble trouble) {
                failed.add(replica);
                note(replica, trouble);
                throw trouble;
            } finally {
                replica.ends(ask.cost());
            }
        } finally {
            sampling.gate().leave();
        }
    }

    /**
     * A server that tells no versions may have begun before or after weights came that changed meanwhile. One that gave something up
     * for them had begun.
     */
    private void requireKnownVersion(Replica replica, Fleet.Current current, List<ServedPart> parts) {
        int changes = sampling.fleet().current().count() - current.count();
        boolean begun = changes == 1 && parts.stream().anyMatch(part -> part.end() == ServedPart.End.ABORT);
        boolean tells = parts.stream()
                .allMatch(part -> part.tokens().length == 0 || !part.spans().isEmpty());
        if (changes > 0 && !begun && !tells) {
            throw new ServerTrouble(
                    ServerTrouble.Kind.BUSY,
                    replica.address()
                            + ": its weights changed while it sampled, and it does not tell which of them did");
        }
    }

    private static void note(Replica replica, ServerTrouble trouble) {
        switch (trouble.kind()) {
            case STALE -> replica.out(trouble.text());
            case UNREACHABLE, BROKEN, FAILED, LATE -> replica.failed(trouble);
            case BUSY, UNAUTHORIZED, REFUSED, NO_ROUTE -> {}
        }
    }

    /** Each span must be of weights that the server was given, and of those of the request unless they may change meanwhile. */
    private void requireRight(Replica replica, Fleet.Current current, ServedPart part) {
        String expected = current.label(replica);
        for (ServedPart.LabelSpan span : part.spans()) {
            boolean known = sampling.fleet()
                    .version(span.label())
                    .filter(version -> sampling.inFlight() || version == current.version())
                    .isPresent();
            if (expected != null && !known) {
                throw new ServerTrouble(ServerTrouble.Kind.STALE, Fleet.wrong(replica, span.label(), expected));
            }
        }
    }
}
