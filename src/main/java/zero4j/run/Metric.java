package zero4j.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The catalogue of metrics that a training step records. A metric that has no value at a step is left out of it. */
public enum Metric {
    REWARD("", "mean reward of the step's completions"),
    ACCURACY("share", "completions with a correct answer"),
    VERDICT_CORRECT("completions", "answers equal to an accepted reference"),
    VERDICT_INCORRECT("completions", "answers read and equal to no reference"),
    VERDICT_UNPARSEABLE("completions", "answers that could not be read as mathematics"),
    VERDICT_OVER_BUDGET("completions", "answers whose comparison would take more steps than the verifier's budget"),
    VERDICT_NO_ANSWER("completions", "completions without an answer in the required format"),
    DEAD_GROUPS("share", "questions whose completions all have the same reward, and so carry no gradient"),
    LENGTH("tokens", "mean length of the completions"),
    LENGTH_CORRECT("tokens", "mean length of the correct completions"),
    LENGTH_INCORRECT("tokens", "mean length of all other completions"),
    TRUNCATED("share", "completions cut off by the budget or the model's context"),
    ENTROPY("nats", "mean entropy of the learner's next-token distribution over the sampled tokens' positions"),
    CLIP_LOW("share", "tokens whose objective is clipped at the lower bound of the ratio"),
    CLIP_HIGH("share", "tokens whose objective is clipped at the upper bound of the ratio"),
    MISMATCH("nats", "mean absolute difference of a token's log-probability between sampler and learner"),
    MISMATCH_KL(
            "nats", "estimate of the divergence of the learner from the sampler per token, before the first update"),
    LOSS("", "the objective's loss, mean over the step's updates"),
    SKIPPED_UPDATES("updates", "updates not applied because loss or gradient were not finite"),
    PROMPTS_TOO_LONG("prompts", "questions passed over because their prompt is longer than data.max_prompt_tokens"),
    GRAD_NORM("", "norm of the gradient before it is clipped, mean over the step's updates"),
    LEARNING_RATE("", "learning rate of the step's last update"),
    ROLLOUT_TOKENS_PER_SECOND("tokens/s", "sampled tokens by the seconds of the rollout"),
    LEARN_TOKENS_PER_SECOND(
            "tokens/s", "prompt and sampled tokens of responses with an advantage, by the seconds of the updates"),
    SECONDS_ROLLOUT("s", "sampling the completions"),
    SECONDS_REWARD("s", "scoring the completions"),
    SECONDS_LOGPROBS("s", "log-probabilities under the policy before the update"),
    SECONDS_UPDATE("s", "forward, backward and optimizer of all updates"),
    NATIVE_MEMORY_MB("MB", "memory held by tensors outside the Java heap at the end of the step");

    private final String unit;
    private final String meaning;

    Metric(String unit, String meaning) {
        this.unit = unit;
        this.meaning = meaning;
    }

    /** Name in records and files, for example {@code grad_norm}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Unit of the values; {@code share} is a number from 0 to 1, empty is a plain number. */
    public String unit() {
        return unit;
    }

    /** What it measures. */
    public String meaning() {
        return meaning;
    }

    /** The metric of a name, if it is in the catalogue. */
    public static Optional<Metric> of(String key) {
        return Arrays.stream(values())
                .filter(metric -> metric.key().equals(key))
                .findFirst();
    }
}
