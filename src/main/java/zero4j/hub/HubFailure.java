package zero4j.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import zero4j.UserError;

/** What an answer that is no success means for the user who asked for a repository. */
record HubFailure(HubSettings settings, HubRepository repository) {
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    /** The error that an answer means: thrown where it helps nobody to try again. */
    IOException meaning(URI at, boolean ofHub, HttpResponse<?> response) {
        int status = response.statusCode();
        String said = response.headers()
                .firstValue("X-Error-Message")
                .map(HubClient::printable)
                .orElse("");
        String reason = at.getHost() + " answers " + status + (said.isEmpty() ? "" : " (" + said + ")");
        // An address outside the hub is signed for a while: the next try gets a new one.
        if (PASSING.contains(status) || !ofHub) {
            return new Retries.Busy(reason, retryAfter(response.headers()));
        }
        throw new UserError(
                switch (status) {
                    case 401, 403 -> refused(response.headers(), reason);
                    case 404 -> missing(response.headers(), reason);
                    default -> reason + " to " + at;
                });
    }

    private String refused(HttpHeaders headers, String reason) {
        String code = headers.firstValue("X-Error-Code").orElse("");
        URI page = repository.page(settings.endpoint());
        String name = repository.name();
        if (code.equals("GatedRepo")) {
            return name + " is given only to users who accept its terms: accept them at " + page
                    + (settings.token().isPresent()
                            ? " as the user whose token this is (" + reason + ")"
                            : ", and set HF_TOKEN to a token of yours (" + reason + ")");
        }
        return settings.token().isPresent()
                ? reason + ": the token of HF_TOKEN (or `hf auth login`) may not read " + name
                        + "; look whether it is still valid, and whether the name is right: " + page
                : reason + ": there is no " + name + ", or it is not public. Look whether the name is right (" + page
                        + elsewhere() + "); for one that is not public set HF_TOKEN";
    }

    private String missing(HttpHeaders headers, String reason) {
        return switch (headers.firstValue("X-Error-Code").orElse("")) {
            case "RevisionNotFound" ->
                repository.name() + " has no such revision: expected a branch, a tag or a commit, as at "
                        + repository.page(settings.endpoint()) + "/tree/main";
            case "EntryNotFound" ->
                reason + ": a file went away while " + repository.name() + " was fetched; begin again";
            default ->
                "there is no " + repository.name() + " on "
                        + settings.endpoint().getHost() + " (" + reason + "): look whether name and revision are right"
                        + (repository.name().contains("/") ? "" : ", most have an owner: OWNER/" + repository.name())
                        + elsewhere();
        };
    }

    private String elsewhere() {
        return repository.kind() == HubRepository.Kind.MODEL
                ? ", and add --dataset if it is a data set"
                : ", and leave --dataset away if it is a model";
    }

    /** Seconds or a date (RFC 9110, 10.2.3). */
    private static Duration retryAfter(HttpHeaders headers) {
        String value = headers.firstValue("Retry-After").orElse("0").strip();
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant when = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), when);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
