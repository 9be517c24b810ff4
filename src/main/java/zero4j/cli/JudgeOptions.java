package zero4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zero4j.UserError;
import zero4j.analyze.judge.JudgeChoice;
import zero4j.analyze.judge.JudgeSettings;

/** Who judges what no verifier can. */
final class JudgeOptions {
    private static final long SEED = 1;

    @Option(
            names = "--judge",
            paramLabel = "URL",
            description = "Let a language model judge: the address of an endpoint that speaks as OpenAI's does, such as"
                    + " https://api.openai.com/v1 or http://localhost:8000/v1 (default: rules judge).")
    private @Nullable String address;

    @Option(
            names = "--judge-model",
            paramLabel = "NAME",
            description = "The model that judges, as the endpoint names it.")
    private @Nullable String model;

    @Option(
            names = "--judge-key-env",
            paramLabel = "VAR",
            description = "Variable of the environment that has the endpoint's key (default: " + JudgeSettings.USUAL_KEY
                    + "; local servers need none).")
    private @Nullable String keyName;

    @Option(
            names = "--judge-price",
            split = ",",
            paramLabel = "IN,OUT",
            hideParamSyntax = true,
            description = "Dollars for a million tokens read and written, for the estimate that is printed first.")
    private @Nullable List<Double> price;

    @Option(
            names = "--judge-concurrency",
            paramLabel = "N",
            description = "Requests at the same time (default: " + JudgeSettings.USUAL_CONCURRENCY + ").")
    private @Nullable Integer concurrency;

    @Option(
            names = "--judge-timeout",
            paramLabel = "SECONDS",
            description = "Longest wait for an answer (default: 120).")
    private @Nullable Integer timeout;

    @Option(
            names = "--judge-again",
            description = "Ask again about the responses that the model replied to without a judgement the last time.")
    private boolean again;

    @Option(
            names = "--judge-limit",
            paramLabel = "N",
            description =
                    "Judge at most N responses of each model, template and temperature: all responses to questions that"
                            + " are chosen by chance, everywhere the same (default: all).")
    private int limit;

    @Option(
            names = "--judge-estimate",
            description = "Only print how many calls, tokens and dollars judging will take; nothing is sent.")
    private boolean estimate;

    /** Whether nothing is to be judged. */
    boolean estimateOnly() {
        return estimate;
    }

    /**
     * What was chosen.
     *
     * @throws UserError if options do not fit each other, or the key is not there
     */
    JudgeChoice chosen(Map<String, String> environment) {
        if (limit < 0) {
            throw new UserError("--judge-limit is " + limit + "; expected a number of responses, 0 for all");
        }
        if (address == null) {
            String given = model != null
                    ? "--judge-model"
                    : keyName != null
                            ? "--judge-key-env"
                            : price != null
                                    ? "--judge-price"
                                    : concurrency != null
                                            ? "--judge-concurrency"
                                            : again ? "--judge-again" : estimate ? "--judge-estimate" : "";
            if (!given.isEmpty()) {
                throw new UserError(given + " is for a model that judges, and rules do: add --judge URL");
            }
            return new JudgeChoice(Optional.empty(), limit, SEED);
        }
        return new JudgeChoice(Optional.of(settings(address, environment)), limit, SEED);
    }

    private JudgeSettings settings(String endpoint, Map<String, String> environment) {
        JudgeSettings settings =
                JudgeSettings.of(endpoint, model == null ? "" : model, Optional.ofNullable(keyName), environment);
        if (price != null) {
            if (price.size() != 2) {
                throw new UserError("--judge-price has " + price.size()
                        + (price.size() == 1 ? " number" : " numbers")
                        + "; expected two, dollars for a million tokens read and written, such as 0.15,0.60");
            }
            settings = settings.price(new JudgeSettings.Price(price.getFirst(), price.getLast()));
        }
        settings = again ? settings.askedAgain() : settings;
        if (concurrency != null) {
            settings = settings.concurrency(concurrency);
        }
        return timeout == null ? settings : settings.timeout(Duration.ofSeconds(timeout));
    }
}
