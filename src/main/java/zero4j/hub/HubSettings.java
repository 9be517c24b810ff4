package zero4j.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;

/**
 * Which hub to ask, and how.
 *
 * @param endpoint its address, without a slash at the end; only it gets to see the token
 * @param token what identifies the user
 * @param timeout longest wait for a connection, an answer, or the next bytes of one
 * @param attempts tries in a row without any progress before a transfer is given up; at least 1
 * @param parallel files fetched at the same time; at least 1
 */
public record HubSettings(URI endpoint, Optional<String> token, Duration timeout, int attempts, int parallel) {
    private static final String USUAL_ENDPOINT = "https://huggingface.co";
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);

    /** A token must not be in what is printed. */
    @Override
    public String toString() {
        return "HubSettings[" + endpoint + (token.isPresent() ? ", with a token" : "") + "]";
    }

    /** With the usual patience. */
    public static HubSettings of(URI endpoint, Optional<String> token) {
        return new HubSettings(endpoint, token, USUAL_TIMEOUT, 6, 4);
    }

    /**
     * What the variables say that Hugging Face's own programs heed: {@code HF_ENDPOINT}, {@code HF_TOKEN},
     * {@code HF_TOKEN_PATH}, {@code HF_HOME}, {@code HF_HUB_OFFLINE}.
     *
     * @throws UserError if one of them cannot be meant so
     */
    public static HubSettings fromEnvironment(Map<String, String> environment) {
        String offline = environment.getOrDefault("HF_HUB_OFFLINE", "0");
        if (!offline.isBlank() && !offline.equals("0") && !offline.equalsIgnoreCase("false")) {
            throw new UserError("HF_HUB_OFFLINE is " + offline + ", so nothing is fetched: unset it");
        }
        return of(endpoint(given(environment, "HF_ENDPOINT").orElse(USUAL_ENDPOINT)), token(environment));
    }

    private static URI endpoint(String text) {
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            String scheme = uri.getScheme();
            if (uri.getHost() != null && ("https".equals(scheme) || "http".equals(scheme))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new UserError("HF_ENDPOINT is " + text + ": expected an address such as " + USUAL_ENDPOINT, e);
        }
        throw new UserError("HF_ENDPOINT is " + text + ": expected an address such as " + USUAL_ENDPOINT);
    }

    private static Optional<String> token(Map<String, String> environment) {
        Optional<String> token = given(environment, "HF_TOKEN")
                .or(() -> given(environment, "HUGGING_FACE_HUB_TOKEN"))
                .or(() -> tokenFile(environment).flatMap(HubSettings::read));
        if (token.isPresent() && !token.get().chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new UserError("the hub's token (HF_TOKEN, or the file that `hf auth login` wrote) has blanks or signs"
                    + " that no token has: correct it");
        }
        return token;
    }

    private static Optional<Path> tokenFile(Map<String, String> environment) {
        return given(environment, "HF_TOKEN_PATH")
                .or(() -> given(environment, "HF_HOME").map(home -> home + "/token"))
                .or(() -> given(environment, "XDG_CACHE_HOME").map(cache -> cache + "/huggingface/token"))
                .or(() -> given(environment, "HOME").map(home -> home + "/.cache/huggingface/token"))
                .map(Path::of);
    }

    private static Optional<String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            throw new UserError("cannot read the hub's token from " + file + ": mend the file, or set HF_TOKEN", e);
        }
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        @Nullable String value = environment.get(name);
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }
}
