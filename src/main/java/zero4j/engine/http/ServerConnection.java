package zero4j.engine.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zero4j.UserError;
import zero4j.Words;
import zero4j.rollout.Engines;
import zero4j.rollout.ServerSettings;
import zero4j.weights.ModelConfig;

/** Connects to servers: waits until they are ready, finds out what they are, and refuses what cannot be used. */
final class ServerConnection implements AutoCloseable {
    /** How long somebody who only asks a model waits for a server that does not answer. */
    static final Duration LOOK = Duration.ofSeconds(15);

    private static final Duration TO_CONNECT = Duration.ofSeconds(10);
    private final HttpBackend.Opening opening;
    private final Patience patience;
    private final HttpClient http;

    ServerConnection(HttpBackend.Opening opening, Patience patience) {
        this.opening = opening;
        this.patience = patience;
        this.http = client();
    }

    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // servers in Python speak no other
                .followRedirects(HttpClient.Redirect.NEVER) // a token goes where the user has sent it
                .connectTimeout(TO_CONNECT)
                .build();
    }

    Patience patience() {
        return patience;
    }

    /** @throws UserError if one cannot be used */
    List<Replica> connect() {
        Optional<String> token = token(opening.settings().token(), System.getenv());
        List<Replica> replicas = new ArrayList<>();
        for (String address : opening.settings().servers()) {
            ServerCalls calls = new ServerCalls(address, token, http);
            ServerDialect dialect = opening.dialect().equals(Engines.VLLM)
                    ? new VllmDialect(calls, patience)
                    : new SglangDialect(calls, patience);
            try {
                awaitReady(dialect);
                replicas.add(checked(new Replica(calls.address(), dialect, dialect.probe(), opening.says())));
            } catch (ServerTrouble e) {
                throw new UserError(
                        e.text() + (e.kind() == ServerTrouble.Kind.NO_ROUTE ? unknown(opening.dialect()) : ""), e);
            }
        }
        return replicas;
    }

    private static String unknown(Engines.Engine dialect) {
        return ": it speaks no " + dialect.name() + "; choose rollout.backend as the server is";
    }

    /**
     * The token that servers are sent.
     *
     * @param named name of a variable of the environment, or {@code file:PATH}
     */
    static Optional<String> token(String named, Map<String, String> environment) {
        if (named.startsWith(ServerSettings.TOKEN_FILE)) {
            Path file = Path.of(named.substring(ServerSettings.TOKEN_FILE.length()));
            try {
                return Optional.of(Files.readString(file).strip());
            } catch (IOException e) {
                throw new UserError("rollout.token: cannot read the file " + file, e);
            }
        }
        Optional<String> token = Optional.ofNullable(environment.get(named)).filter(text -> !text.isBlank());
        if (token.isEmpty() && !named.equals(ServerSettings.USUAL_TOKEN)) {
            throw new UserError("rollout.token: there is no variable " + named
                    + " in the environment; expected the name of one that has the token, or file:PATH");
        }
        return token.map(String::strip);
    }

    /** A server that loads its model does not listen yet, or says 503. */
    private void awaitReady(ServerDialect dialect) {
        Patience.Deadline deadline = patience.deadline(patience.ready());
        for (int tries = 0; ; tries++) {
            ServerTrouble trouble;
            try {
                var _ = dialect.health().required();
                return;
            } catch (ServerTrouble e) {
                trouble = e;
            }
            boolean mayCome = trouble.kind() == ServerTrouble.Kind.BUSY
                    || trouble.kind() == ServerTrouble.Kind.UNREACHABLE
                    || trouble.kind() == ServerTrouble.Kind.BROKEN
                    || trouble.kind() == ServerTrouble.Kind.LATE
                    || trouble.kind() == ServerTrouble.Kind.FAILED;
            if (tries == 0 && mayCome) {
                opening.says().accept("waiting for " + trouble.text());
            }
            if (!mayCome || !deadline.pause(tries, trouble.retryAfter())) {
                throw trouble;
            }
        }
    }

    private Replica checked(Replica replica) {
        ServerFacts facts = replica.facts();
        if (opening.control() && facts.problem().isPresent()) {
            throw new UserError(replica.address() + ": " + facts.problem().get()
                    + ". Training hands weights over by control routes");
        }
        return replica;
    }

    /**
     * Refuses servers whose context is shorter than what they will be asked for.
     *
     * @param needed longest sequence (tokens)
     */
    static void requireContext(List<Replica> replicas, ModelConfig config, int needed) {
        for (Replica replica : replicas) {
            int most = replica.facts().context().orElse(config.longestSequence());
            if (most < needed) {
                throw new UserError(replica.address() + " takes sequences of " + Words.counted(most, "token") + ", and "
                        + needed + " are needed: the longest prompt and the budget of its completion. Start it with"
                        + " a longer context (--max-model-len or --context-length " + needed
                        + "), or lower data.max_prompt_tokens or rollout.max_new_tokens");
            }
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
