package zero4j.analyze.judge;

import com.fasterxml.jackson.core.JacksonException;
import dev.langchain4j.exception.ContentFilteredException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import zero4j.OneLine;

/** What it means that a call gave no reply. */
sealed interface Trouble {
    /**
     * It may pass.
     *
     * @param reason as a part of a sentence
     * @param pause what the endpoint asks for; zero if nothing
     * @param attempts after which it has not passed, at most
     */
    record Passing(String reason, Duration pause, int attempts) implements Trouble {}

    /** This response will never be judged; others may. */
    record OfResponse(String reason) implements Trouble {}

    /** It is the same for all that could be asked. */
    record OfAll(String reason) implements Trouble {}

    /** The endpoint does not know a parameter that the request has. */
    record OfParameter(String name) implements Trouble {}

    /** Without any connection a server is rather missing than busy. */
    int ATTEMPTS_TO_CONNECT = 3;

    /** A page is rather the wrong address than a gateway that is in trouble for a moment. */
    int ATTEMPTS_AT_A_PAGE = 2;

    Set<Integer> PASSING = Set.of(408, 409, 425, 429);
    Pattern KEYS = Pattern.compile("\\b(sk|key|pk|gsk)[-_][\\w*…-]{4,}");
    int LONGEST = 200;
    int LONGEST_OF_PAGE = 80;

    /** Reads a failure. */
    static Trouble of(RuntimeException failure, JudgeSettings settings, InstantSource clock) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case JudgeHttp.Refusal refusal -> {
                    return refused(refusal, settings, clock);
                }
                case JudgeHttp.Page page -> {
                    return page(String.valueOf(page.getMessage()), settings);
                }
                case UnresolvedAddressException _ -> {
                    return noConnection(settings);
                }
                case ConnectException _ -> {
                    return noConnection(settings);
                }
                case HttpTimeoutException _ -> {
                    return passing("no whole answer in " + settings.timeout().toSeconds() + " s", settings);
                }
                case SSLException ssl -> {
                    return new OfAll("no safe connection to " + settings.endpoint() + " ("
                            + printable(String.valueOf(ssl.getMessage()), settings)
                            + "): a server without a certificate is asked by http://, and the certificate of one of your own"
                            + " must be known to Java (-Djavax.net.ssl.trustStore)");
                }
                case JacksonException _ -> {
                    return passing("an answer that is no whole JSON", settings);
                }
                case IOException _ -> {
                    return passing("the connection broke", settings);
                }
                case ContentFilteredException _ -> {
                    return new OfResponse("the model refuses to judge");
                }
                default -> {}
            }
        }
        // The library meets what it does not expect: no choices, no message.
        return passing("an answer of another form", settings);
    }

    private static Passing passing(String reason, JudgeSettings settings) {
        return new Passing(reason, Duration.ZERO, settings.attempts());
    }

    private static Passing noConnection(JudgeSettings settings) {
        return new Passing(
                "no connection (is the address right, the server running, and is there a proxy in between?)",
                Duration.ZERO,
                Math.min(ATTEMPTS_TO_CONNECT, settings.attempts()));
    }

    private static Passing page(String body, JudgeSettings settings) {
        String said = OneLine.of(printable(body, settings), LONGEST_OF_PAGE);
        return new Passing(
                "a web page (" + (said.isBlank() ? "an empty one" : said) + ") and no JSON (is it the address of an"
                        + " endpoint as OpenAI has it? That most often ends in /v1)",
                Duration.ZERO,
                Math.min(ATTEMPTS_AT_A_PAGE, settings.attempts()));
    }

    private static Trouble refused(JudgeHttp.Refusal refusal, JudgeSettings settings, InstantSource clock) {
        int status = refusal.statusCode();
        String body = refusal.body();
        String said = status + (body.isBlank() ? "" : ": " + printable(body, settings));
        if (body.contains("insufficient_quota") || status == 402) {
            return new OfAll(settings.endpoint() + " has no credit left for this key (" + said + ")");
        }
        if (PASSING.contains(status) || status >= 500) {
            return new Passing("it answers " + said, retryAfter(refusal.retryAfter(), clock), settings.attempts());
        }
        return switch (status) {
            case 401, 403 -> new OfAll(keyRefused(said, settings));
            case 301, 302, 303, 307, 308 ->
                new OfAll(settings.endpoint() + " leads elsewhere (" + said
                        + "): give the address that it leads to, without /chat/completions");
            case 404, 405 ->
                new OfAll(settings.endpoint() + " knows no model " + settings.model()
                        + ", or is not the address of an endpoint as OpenAI has it, which most often ends in /v1 ("
                        + said + ")");
            default ->
                unknownParameter(body).<Trouble>map(OfParameter::new).orElse(new OfResponse("refused with " + said));
        };
    }

    private static String keyRefused(String said, JudgeSettings settings) {
        return settings.key().isPresent()
                ? settings.endpoint() + " refuses the key of " + settings.keyName() + " (" + said
                        + "): look whether it is still valid, is meant for this address, and may use "
                        + settings.model()
                : settings.endpoint() + " wants a key (" + said + "): put it into the variable " + settings.keyName()
                        + ", or name another variable by --judge-key-env";
    }

    /** Newer models take neither a temperature nor the older name of the budget. */
    private static Optional<String> unknownParameter(String body) {
        return Set.of("temperature", "max_tokens").stream()
                .filter(name -> body.matches("(?is).*(['\"`]" + name + "['\"`]).*")
                        && body.matches("(?is).*(unsupported|not support|unknown|unrecognized|does not allow).*"))
                .findFirst();
    }

    /** Seconds or a date (RFC 9110, 10.2.3). */
    private static Duration retryAfter(String value, InstantSource clock) {
        if (value.strip().matches("\\d{1,9}(\\.\\d{1,9})?")) {
            return Duration.ofMillis((long) Math.ceil(1000 * Double.parseDouble(value.strip())));
        }
        try {
            Duration wait = Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    /** Words of a server for a line, without the key, whole or in part, that some repeat. */
    static String printable(String text, JudgeSettings settings) {
        String without = settings.key().map(key -> text.replace(key, "…")).orElse(text);
        return OneLine.of(KEYS.matcher(without).replaceAll("…"), LONGEST);
    }
}
