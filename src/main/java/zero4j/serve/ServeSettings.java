package zero4j.serve;

import java.time.Duration;
import java.util.Optional;
import zero4j.SettingChecks;
import zero4j.Words;

/**
 * Where a server answers, whom, and how much it takes upon itself.
 *
 * @param host address of this machine
 * @param port 0 for any that is free
 * @param control token that opens the control routes; empty: there are none
 * @param key that every other request must show; empty: none is needed
 * @param cors origin of the pages that may ask besides those of this machine, such as {@code http://localhost:3000}
 * @param limits what it takes
 */
public record ServeSettings(
        String host, int port, Optional<String> control, Optional<String> key, Optional<String> cors, Limits limits) {
    /** The port that servers of models usually have. */
    public static final int PORT = 8000;

    private static final int SHORTEST_TOKEN = 16;
    private static final int LAST_PORT = 65_535;
    /** As browsers say it: without a path, in small letters. */
    private static final String ORIGIN = "https?://[^/\\s\\p{Lu}]+";

    /** A port of this machine alone, without control routes. */
    public static final ServeSettings LOCAL =
            new ServeSettings("127.0.0.1", PORT, Optional.empty(), Optional.empty(), Optional.empty(), Limits.USUAL);

    public ServeSettings {
        SettingChecks checks = new SettingChecks("");
        checks.that(port >= 0 && port <= LAST_PORT, "port", port, "it must be from 0 to " + LAST_PORT);
        control.ifPresent(token -> checks.that(
                isToken(token),
                "control",
                "a token of " + Words.counted(token.length(), "character"),
                "it must have at least " + Words.counted(SHORTEST_TOKEN, "character")
                        + ", of letters, digits, '.', '_', '~' and '-'"));
        checks.that(key.isEmpty() || !key.get().isBlank(), "key", "empty", "it must have characters, or not be given");
        cors.ifPresent(origin -> checks.that(
                origin.matches(ORIGIN),
                "cors",
                origin,
                "it must be the origin of a page, such as http://localhost:3000 or https://example.org"));
        checks.done();
    }

    private static boolean isToken(String token) {
        return token.matches("[A-Za-z0-9._~-]{" + SHORTEST_TOKEN + ",}");
    }

    /** The same at another port. */
    public ServeSettings at(int otherPort) {
        return new ServeSettings(host, otherPort, control, key, cors, limits);
    }

    /** The same with control routes. */
    public ServeSettings controlledBy(String token) {
        return new ServeSettings(host, port, Optional.of(token), key, cors, limits);
    }

    /** The same for pages of an origin besides. */
    public ServeSettings welcoming(String origin) {
        return new ServeSettings(host, port, control, key, Optional.of(origin), limits);
    }

    /** The same with other limits. */
    public ServeSettings within(Limits other) {
        return new ServeSettings(host, port, control, key, cors, other);
    }

    /**
     * How much a server takes before it refuses.
     *
     * @param queue completions that are being sampled or wait, of all clients together
     * @param samples completions of a request, all its prompts together
     * @param stops stop strings of a request
     * @param bodyBytes of a request
     * @param connections at the same time
     * @param header time that a client has for a request's head, and again for its body
     * @param idle time for which a connection may stay without a request, or with an answer that nobody reads
     * @param grace time that requests in flight have to end when the server is stopped
     * @param pace least time between two writes of a stream, but for its end
     */
    public record Limits(
            int queue,
            int samples,
            int stops,
            int bodyBytes,
            int connections,
            Duration header,
            Duration idle,
            Duration grace,
            Duration pace) {
        /** Enough for a trainer, little enough for the program's usual heap. */
        public static final Limits USUAL = new Limits(
                4096,
                1024,
                64,
                8 << 20,
                2048,
                Duration.ofSeconds(15),
                Duration.ofSeconds(75),
                Duration.ofSeconds(30),
                Duration.ofMillis(10));

        public Limits {
            new SettingChecks("")
                    .atLeast("queue", queue, 1)
                    .atLeast("samples", samples, 1)
                    .atLeast("stops", stops, 0)
                    .atLeast("body", bodyBytes, 1024)
                    .atLeast("connections", connections, 1)
                    .done();
        }

        /** The same with another number of completions. */
        public Limits withQueue(int completions) {
            return new Limits(completions, samples, stops, bodyBytes, connections, header, idle, grace, pace);
        }

        /** The same with another time to end in. */
        public Limits withGrace(Duration time) {
            return new Limits(queue, samples, stops, bodyBytes, connections, header, idle, time, pace);
        }

        /** The same with other times for heads and bodies, and for connections without a request. */
        public Limits withPatience(Duration forHeader, Duration whenIdle) {
            return new Limits(queue, samples, stops, bodyBytes, connections, forHeader, whenIdle, grace, pace);
        }

        /** The same with another pace of streams. */
        public Limits withPace(Duration time) {
            return new Limits(queue, samples, stops, bodyBytes, connections, header, idle, grace, time);
        }
    }
}
