package zero4j.dashboard;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a request's address asks for behind its question mark: the first value of each name, decoded once. */
record Query(Map<String, String> values) {
    /** A value that makes no sense. The message is for people. */
    static final class Misuse extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misuse(String message) {
            super(message);
        }
    }

    static Map<String, String> of(URI address) {
        Map<String, String> values = new LinkedHashMap<>();
        String query = Optional.ofNullable(address.getRawQuery()).orElse("");
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    static Query parse(URI address) {
        return new Query(of(address));
    }

    /** A value that must be there. */
    String need(String name) {
        return text(name).orElseThrow(() -> new Misuse("the address lacks " + name + "=…"));
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    OptionalLong number(String name) {
        Optional<String> text = text(name);
        try {
            return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException e) {
            throw new Misuse(name + " is not a number");
        }
    }

    /** A whole number between bounds; outside of them the nearest of them. */
    int number(String name, int least, int most, int otherwise) {
        return Math.toIntExact(Math.clamp(number(name).orElse(otherwise), least, most));
    }

    long needNumber(String name) {
        return number(name).orElseThrow(() -> new Misuse("the address lacks " + name + "=…"));
    }
}
