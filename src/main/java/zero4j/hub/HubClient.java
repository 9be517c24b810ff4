package zero4j.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.EnvironmentProxy;
import zero4j.OneLine;
import zero4j.UserError;

/** Requests to a hub: redirects, the token, deadlines, and what its errors mean. Safe for several threads. */
final class HubClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LARGEST_LIST = 64 << 20;
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HubSettings settings;
    private final Retries.Pause pause;
    private final Consumer<String> notes;
    private final HttpClient http;
    private final ScheduledExecutorService watch;

    /**
     * An answer.
     *
     * @param commit the commit that the hub says it belongs to
     */
    record Answer(int status, HttpHeaders headers, InputStream body, Optional<String> commit) {}

    /** A page of a list, and where the next one is. */
    record Page(JsonNode content, Optional<URI> next) {}

    HubClient(HubSettings settings, Map<String, String> environment, Retries.Pause pause, Consumer<String> notes) {
        this.settings = settings;
        this.pause = pause;
        this.notes = notes;
        EnvironmentProxy proxy = new EnvironmentProxy(environment);
        proxy.select(settings.endpoint()); // a mistake in the environment is told before anything is asked
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // one connection for each file in transfer
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .proxy(proxy)
                .build();
        this.watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("hub-watch").factory());
    }

    /** The patience for something new. */
    Retries retries(String what) {
        return new Retries(what, settings.attempts(), pause, notes);
    }

    /**
     * Gets JSON.
     *
     * @throws UserError if it cannot be had
     */
    Page json(HubRepository repository, URI uri) throws InterruptedException {
        Retries retries = retries(uri.getHost());
        while (true) {
            try {
                Answer answer = open(repository, uri, 0);
                try (InputStream body = answer.body()) {
                    byte[] text = body.readNBytes(LARGEST_LIST + 1);
                    if (text.length > LARGEST_LIST) {
                        throw new UserError(
                                uri + " answers more than " + (LARGEST_LIST >> 20) + " MiB: too long a list");
                    }
                    return new Page(JSON.readTree(text), next(uri, answer.headers()));
                }
            } catch (JacksonException | IllegalArgumentException e) {
                throw new UserError(
                        uri + " does not answer as a Hugging Face hub does (no JSON): is HF_ENDPOINT right, and nothing"
                                + " between that wants a login?",
                        e);
            } catch (IOException e) {
                retries.after(e);
            }
        }
    }

    /** The next page by its link (RFC 8288), of which only the query counts: mirrors link to the hub that they copy. */
    private static Optional<URI> next(URI uri, HttpHeaders headers) {
        for (String links : headers.allValues("Link")) {
            for (String link : links.split(",(?=\\s*<)")) {
                if (link.matches("\\s*<[^>]*>.*;\\s*rel=\"?next\"?.*")) {
                    String query = link.substring(link.indexOf('<') + 1, link.indexOf('>'))
                            .replaceFirst("^[^?]*", "");
                    return Optional.of(uri.resolve(uri.getRawPath() + query));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Asks for bytes, and follows redirects.
     *
     * @param from first byte wanted
     * @return an answer of success, whose body must be closed; its status says whether it begins at {@code from} (206)
     * @throws IOException if it may help to try again
     * @throws UserError if it does not
     */
    Answer open(HubRepository repository, URI uri, long from) throws IOException, InterruptedException {
        URI at = uri;
        Optional<String> commit = Optional.empty();
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<InputStream> response =
                    http.send(request(at, from), HttpResponse.BodyHandlers.ofInputStream());
            int status = response.statusCode();
            if (ofHub(at) && response.headers().firstValue("X-Repo-Commit").isPresent()) {
                commit = response.headers().firstValue("X-Repo-Commit");
            }
            if (status == 200 || status == 206) {
                return new Answer(status, response.headers(), watched(response.body()), commit);
            }
            response.body().close();
            if (!REDIRECTS.contains(status)) {
                throw new HubFailure(settings, repository).meaning(at, ofHub(at), response);
            }
            at = redirected(at, response.headers());
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects from " + uri);
    }

    private HttpRequest request(URI uri, long from) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(settings.timeout())
                .header("User-Agent", "zero4j")
                .header("Accept-Encoding", "identity"); // sizes and ranges are those of the file
        if (ofHub(uri)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        return request.build();
    }

    /** Whether an address is the hub's own: no other may see the token. */
    private boolean ofHub(URI uri) {
        URI endpoint = settings.endpoint();
        return uri.getScheme().equalsIgnoreCase(endpoint.getScheme())
                && uri.getHost().equalsIgnoreCase(endpoint.getHost())
                && uri.getPort() == endpoint.getPort();
    }

    private static URI redirected(URI from, HttpHeaders headers) throws IOException {
        String location = headers.firstValue("Location").orElse("");
        try {
            URI to = from.resolve(location);
            boolean known = "https".equalsIgnoreCase(to.getScheme())
                    || ("http".equalsIgnoreCase(to.getScheme()) && "http".equalsIgnoreCase(from.getScheme()));
            if (known && to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("a redirect to no address", e);
        }
        throw new UserError(from + " redirects to " + printable(location) + ", which is no safe address");
    }

    /** A body whose reading fails when no byte comes for too long. */
    private InputStream watched(InputStream body) {
        return new WatchedBody(body, settings.timeout(), watch);
    }

    /** Words of a server for a line of a terminal. */
    static String printable(String text) {
        return OneLine.of(text, 200).replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public void close() {
        watch.shutdownNow();
        http.shutdownNow();
        http.close();
    }
}
