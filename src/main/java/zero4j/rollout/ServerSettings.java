package zero4j.rollout;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import zero4j.SettingChecks;

/**
 * Servers that sample, in the section {@code rollout}.
 *
 * @param servers their addresses, such as {@code http://10.0.0.5:8000}; empty where an engine of this process samples
 * @param weights folder that this process and all servers see under the same name, in which each version of the weights is a
 *     folder for a while; empty is one inside the run's folder
 * @param token name of the environment variable that has the token which the servers ask for, or {@code file:PATH}; the
 *     variable may be missing where they ask for none
 * @param requestDeadline seconds that a server may take for a group of completions
 * @param updateDeadline seconds that a server may take to become ready, and for each route that controls it
 * @param inFlight whether weights change while completions are sampled, which then have tokens of several versions
 * @param mismatch nats by which log-probs of the servers and the learner may differ on average; 0 is
 *     {@value #EXACT_MISMATCH}, or {@value #ROUNDED_MISMATCH} where either computes in bfloat16
 */
public record ServerSettings(
        List<String> servers,
        String weights,
        String token,
        int requestDeadline,
        int updateDeadline,
        boolean inFlight,
        double mismatch) {
    /** Variable of the environment that has the token, if nothing else is said. */
    public static final String USUAL_TOKEN = "ZERO4J_SERVER_TOKEN";

    /** Begins the setting of a token that is in a file. */
    public static final String TOKEN_FILE = "file:";

    /** Largest mean difference of log-probs (nats) of two implementations in float32. */
    public static final double EXACT_MISMATCH = 0.01;

    /** The same where one of them rounds to bfloat16. */
    public static final double ROUNDED_MISMATCH = 0.05;

    /** No servers. */
    public static final ServerSettings NONE = of(List.of());

    public ServerSettings {
        servers = List.copyOf(servers);
        SettingChecks checks = new SettingChecks("rollout");
        for (String server : servers) {
            checks.that(
                    isAddress(server),
                    "servers",
                    server,
                    "each must be an address like http://127.0.0.1:8000 or https://…");
        }
        checks.that(
                        servers.stream().distinct().count() == servers.size(),
                        "servers",
                        servers,
                        "each server must be named once")
                .that(
                        weights.isEmpty() || Path.of(weights).isAbsolute(),
                        "weights",
                        weights,
                        "it must be an absolute path, which the servers see, too")
                .notBlank("token", token)
                .atLeast("request_deadline", requestDeadline, 1)
                .atLeast("update_deadline", updateDeadline, 1)
                .notNegative("mismatch", mismatch)
                .done();
    }

    /** Those servers, and the defaults of all else. */
    public static ServerSettings of(List<String> servers) {
        return new ServerSettings(servers, "", USUAL_TOKEN, 1800, 600, false, 0);
    }

    /** Whether a text is the address of a server, rather than a folder. */
    public static boolean isAddress(String text) {
        try {
            URI address = new URI(text);
            return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getQuery() == null
                    && address.getUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Largest mean difference of log-probs (nats) of servers and learner. */
    public double mismatch(boolean rounded) {
        return mismatch > 0 ? mismatch : rounded ? ROUNDED_MISMATCH : EXACT_MISMATCH;
    }
}
