package zero4j.serve;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. A web page that somebody has open may send requests to this machine, and may make a name of its own lead here: so
 * without a key only names of this machine are answered, and no page of another origin than the one that is welcome.
 */
final class Access {
    private static final String BEARER = "Bearer ";
    private static final List<String> OWN_NAMES = List.of("localhost", "127.0.0.1", "[::1]");

    private final ServeSettings settings;
    private final Cors cors;
    private final boolean local;
    /** In small letters. */
    private final Set<String> ownNames;

    Access(ServeSettings settings, InetAddress address, Cors cors) {
        this.settings = settings;
        this.cors = cors;
        this.local = address.isLoopbackAddress();
        this.ownNames = Stream.concat(OWN_NAMES.stream(), Stream.of(settings.host(), address.getHostAddress()))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** @throws Refusal if the request is not let in */
    void require(Route.Access wanted, HttpServerRequest request) {
        boolean controller =
                settings.control().filter(token -> shows(request, token)).isPresent();
        if (wanted == Route.Access.CONTROL && !controller) {
            throw Refusal.of(401, "this route needs the token of --control, as Authorization: Bearer TOKEN");
        }
        Optional<String> key = settings.key();
        boolean known = controller || key.filter(own -> shows(request, own)).isPresent();
        if (wanted == Route.Access.CLIENTS && key.isPresent() && !known) {
            throw Refusal.of(401, "this server needs its key, as Authorization: Bearer KEY");
        }
        if (!known && !(wanted != Route.Access.CONTROL && cors.welcomes(request))) {
            requireOwnName(request);
        }
    }

    /** The time that it takes says nothing about how much of a token is right. */
    private static boolean shows(HttpServerRequest request, String token) {
        String header = request.getHeader("Authorization");
        String shown = header == null || !header.startsWith(BEARER) ? "" : header.substring(BEARER.length());
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    private void requireOwnName(HttpServerRequest request) {
        if (local && !isOwn(request.getHeader("Host"))) {
            throw Refusal.of(
                    403,
                    "this server answers to localhost and 127.0.0.1 only; start it with --host or --key to serve it under"
                            + " another name");
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !isOwn(authority(origin))) {
            throw Refusal.of(
                    403,
                    "pages of other sites are not answered; start the server with --cors " + origin
                            + " if this one shall be");
        }
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private boolean isOwn(@Nullable String host) {
        return host != null
                && ownNames.contains(host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT));
    }
}
