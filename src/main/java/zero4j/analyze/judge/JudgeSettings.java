package zero4j.analyze.judge;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import zero4j.UserError;

/**
 * Which model judges, and how it is asked.
 *
 * @param endpoint its address without a slash at the end, such as {@code https://api.openai.com/v1}; requests go to
 *     {@code /chat/completions} below it
 * @param model as the endpoint names it
 * @param key sent to the endpoint as a bearer token, and nowhere else; empty for local servers
 * @param keyName the variable of the environment that the key is from, or would be
 * @param price of the model, if it is known
 * @param concurrency requests beside each other; at least 1
 * @param timeout longest wait for a whole answer
 * @param attempts tries of a request in a row before the analysis ends; at least 1
 * @param again whether it is asked again where its kept reply has no judgement
 */
public record JudgeSettings(
        URI endpoint,
        String model,
        Optional<String> key,
        String keyName,
        Optional<Price> price,
        int concurrency,
        Duration timeout,
        int attempts,
        boolean again) {
    /** The variable of the environment that usually has the key. */
    public static final String USUAL_KEY = "OPENAI_API_KEY";

    /** Requests beside each other, where nobody says otherwise. */
    public static final int USUAL_CONCURRENCY = 8;

    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(2);
    private static final int USUAL_ATTEMPTS = 8;
    private static final String REQUESTS = "/chat/completions";

    public JudgeSettings {
        if (model.isBlank()) {
            throw new UserError("a judge needs the name of its model: --judge-model NAME, as the endpoint calls it");
        }
        if (concurrency < 1 || attempts < 1 || !timeout.isPositive()) {
            throw new UserError("a judge needs at least 1 request at a time, 1 attempt and some time to answer");
        }
    }

    /**
     * Dollars for a million tokens.
     *
     * @param input of what is sent
     * @param output of what is answered
     */
    public record Price(double input, double output) {
        public Price {
            if (!(input >= 0 && output >= 0 && Double.isFinite(input + output))) {
                throw new UserError("a price is " + input + "," + output
                        + "; expected dollars for a million tokens, of 0 or more: IN,OUT");
            }
        }
    }

    /** A key must not be in what is printed. */
    @Override
    public String toString() {
        return "JudgeSettings[" + name() + (key.isPresent() ? ", with a key" : "") + "]";
    }

    /**
     * With the usual patience.
     *
     * @param address of the endpoint
     * @param keyName variable that has the key; empty for {@value #USUAL_KEY}, which may be missing
     * @throws UserError if the address is none, or the variable that was named is not set
     */
    public static JudgeSettings of(
            String address, String model, Optional<String> keyName, Map<String, String> environment) {
        String variable = keyName.orElse(USUAL_KEY);
        Optional<String> key = Optional.ofNullable(environment.get(variable))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        if (key.isEmpty() && keyName.isPresent()) {
            throw new UserError("the variable " + variable
                    + ", which should hold the judge's key, is not set: export it, or leave --judge-key-env away where no"
                    + " key is needed");
        }
        if (key.isPresent() && !key.get().chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new UserError(
                    "the judge's key in " + variable + " has blanks or signs that no key has: correct the variable");
        }
        return new JudgeSettings(
                endpoint(address),
                model,
                key,
                variable,
                Optional.empty(),
                USUAL_CONCURRENCY,
                USUAL_TIMEOUT,
                USUAL_ATTEMPTS,
                false);
    }

    /** The same, at this price. */
    public JudgeSettings price(Price known) {
        return new JudgeSettings(
                endpoint, model, key, keyName, Optional.of(known), concurrency, timeout, attempts, again);
    }

    /** The same, with so many requests beside each other. */
    public JudgeSettings concurrency(int requests) {
        return new JudgeSettings(endpoint, model, key, keyName, price, requests, timeout, attempts, again);
    }

    /** The same, with another wait for a whole answer. */
    public JudgeSettings timeout(Duration longest) {
        return new JudgeSettings(endpoint, model, key, keyName, price, concurrency, longest, attempts, again);
    }

    /** The same, asked again where its kept reply has no judgement. */
    public JudgeSettings askedAgain() {
        return new JudgeSettings(endpoint, model, key, keyName, price, concurrency, timeout, attempts, true);
    }

    private static URI endpoint(String address) {
        String text = address.strip().replaceFirst("/+$", "");
        text = text.endsWith(REQUESTS) ? text.substring(0, text.length() - REQUESTS.length()) : text;
        try {
            URI uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new UserError(expected(), e);
        }
        throw new UserError(expected());
    }

    /** Does not repeat the address: people paste keys into it. */
    private static String expected() {
        return "the judge's address is none that can be asked: expected one such as https://api.openai.com/v1 or"
                + " http://localhost:8000/v1, without a user, a key or a query in it";
    }

    /** The model and its address. */
    String name() {
        return model + " at " + endpoint;
    }
}
