package zero4j.dashboard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import zero4j.UserError;

/**
 * Where the page is served, and who may see it. Beyond the own machine nobody may without a token.
 *
 * @param address that the server listens on
 * @param port from 0 to 65535; 0 takes a free one
 * @param orNext whether the next free port is taken where this one is not
 * @param token that a browser must show; empty: none is needed
 */
public record Endpoint(InetAddress address, int port, boolean orNext, Optional<String> token) {
    private static final int TOKEN_BYTES = 18;
    private static final int SHORTEST_TOKEN = 16;

    public Endpoint {
        if (token.isEmpty() && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException("other machines reach " + address + ": a token is needed");
        }
    }

    /**
     * An address by name. If other machines can reach it and no token is given, one is made.
     *
     * @throws UserError if there is no such address, or the token is too short or cannot be in an address
     */
    public static Endpoint of(String host, int port, boolean orNext, Optional<String> token) {
        token.filter(given -> !given.matches("[A-Za-z0-9._~-]{" + SHORTEST_TOKEN + ",}"))
                .ifPresent(_ -> {
                    throw new UserError("the token must have at least " + SHORTEST_TOKEN
                            + " characters, of letters, digits, '.', '_', '~' and '-'; without --token one is made");
                });
        try {
            InetAddress address = InetAddress.getByName(host);
            Optional<String> needed = token.isPresent() || address.isLoopbackAddress() ? token : Optional.of(made());
            return new Endpoint(address, port, orNext, needed);
        } catch (UnknownHostException e) {
            throw new UserError(
                    "--host is " + host + "; it must be an address of this machine, such as 127.0.0.1 or 0.0.0.0", e);
        }
    }

    private static String made() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a token is the one that is needed: the time that it takes says nothing about how much of it is right. */
    boolean admits(String shown) {
        return token.isEmpty()
                || MessageDigest.isEqual(
                        token.get().getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }
}
