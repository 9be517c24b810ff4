package zero4j.run;

import static zero4j.run.Metric.Group.ALGORITHM;
import static zero4j.run.Metric.Group.DRIFT;
import static zero4j.run.Metric.Group.LENGTHS;
import static zero4j.run.Metric.Group.OPTIMIZER;
import static zero4j.run.Metric.Group.OUTCOMES;
import static zero4j.run.Metric.Group.RESOURCES;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The catalogue of metrics that a training step records. A metric that has no value at a step is left out of it.
 *
 * <p>Formulas are plain text in the notation of {@code docs/metrics.md}, which is generated from here.
 */
public enum Metric {
    REWARD(OUTCOMES, "", "mean reward of the step's completions", "mean R over completions"),
    ACCURACY(
            OUTCOMES,
            "share",
            "completions with a correct answer; by a reward that is only a number, those that earn more than 0",
            "share of completions with verdict CORRECT, or with a reward above 0"),
    VERDICT_CORRECT(
            OUTCOMES, "completions", "answers equal to an accepted reference", "completions with verdict CORRECT"),
    VERDICT_INCORRECT(
            OUTCOMES, "completions", "answers read and equal to no reference", "completions with verdict INCORRECT"),
    VERDICT_NOT_EVALUATED(
            OUTCOMES,
            "completions",
            "answers of the right value that are not in the form of the reference, such as a formula of the question;"
                    + " INCORRECT, too",
            "completions with verdict INCORRECT whose value is right"),
    VERDICT_UNPARSEABLE(
            OUTCOMES,
            "completions",
            "answers that could not be read as mathematics",
            "completions with verdict UNPARSEABLE"),
    VERDICT_DEFECT(
            OUTCOMES,
            "completions",
            "answers at which the verifier itself failed, a mistake of the program; UNPARSEABLE, too",
            "completions whose verdict is a defect of the verifier"),
    VERDICT_OVER_BUDGET(
            OUTCOMES,
            "completions",
            "answers whose comparison would take more steps than the verifier's budget",
            "completions with verdict OVER_BUDGET"),
    VERDICT_NO_ANSWER(
            OUTCOMES,
            "completions",
            "completions without an answer in the required format",
            "completions with verdict NO_ANSWER"),
    DEAD_GROUPS(
            Needs.GROUPS,
            OUTCOMES,
            "share",
            "questions whose completions all have the same reward, and so carry no gradient; only where the advantage"
                    + " compares the completions of a group",
            "share of groups with max R = min R"),
    SAMPLED_BATCHES(
            OUTCOMES,
            "batches",
            "batches of questions sampled for this step; more than 1 if dynamic sampling replaced dead groups",
            "calls of the sampler in the step"),
    PROMPTS_TOO_LONG(
            OUTCOMES,
            "prompts",
            "questions passed over because their prompt is longer than data.max_prompt_tokens",
            "questions passed over in the step"),

    LENGTH(LENGTHS, "tokens", "mean length of the completions", "mean |y|"),
    LENGTH_CORRECT(LENGTHS, "tokens", "mean length of the correct completions", "mean |y| where correct"),
    LENGTH_INCORRECT(LENGTHS, "tokens", "mean length of all other completions", "mean |y| where not correct"),
    TRUNCATED(
            LENGTHS,
            "share",
            "completions cut off by the budget or the model's context",
            "share of completions that are truncated"),
    MASKED(
            LENGTHS,
            "share",
            "completions left out of the loss (objective.mask_truncated)",
            "share of completions that are masked"),

    BATCH_STD(
            Needs.BATCH_STD,
            ALGORITHM,
            "",
            "deviation over the whole rollout batch that advantages are divided by: below 1e-4 they are divided by that, and"
                    + " a warning says so",
            "std of A over the tokens learnt from, before whitening; lite-ppo: std of the returns"),
    LOSS(ALGORITHM, "", "the objective's loss, mean over the step's updates", "mean of the updates' losses"),
    ADVANTAGE_MEAN(ALGORITHM, "", "mean advantage of the tokens learnt from", "mean A over tokens"),
    ADVANTAGE_STD(
            ALGORITHM,
            "",
            "spread of the advantages of the tokens learnt from",
            "sqrt(mean (A - advantage_mean)^2 over tokens)"),
    ENTROPY(
            ALGORITHM,
            "nats",
            "mean entropy of the learner's next-token distribution, over the tokens learnt from",
            "mean over tokens of -sum_v pi(v) log pi(v)"),
    KL(
            Needs.KL,
            ALGORITHM,
            "nats",
            "estimate of KL(learner || reference) per token",
            "mean over tokens of ref/pi - 1 - log(ref/pi), with log(ref/pi) at most 10"),
    VALUE_LOSS(
            Needs.CRITIC,
            ALGORITHM,
            "",
            "the critic's loss before its coefficient, mean over the tokens of the step's updates",
            "mean over tokens of (V - return)^2 / 2, or of the larger of it and its clipped form"),
    EXPLAINED_VARIANCE(
            Needs.CRITIC,
            ALGORITHM,
            "",
            "how much of the returns' spread the critic foresaw, over the tokens of the step's first update that learns"
                    + " from any: 1 all, 0 no better than a constant",
            "1 - var(return - V) / var(return) over tokens"),

    RATIO_P1(
            DRIFT,
            "",
            "the ratio that 1 in 100 tokens is below, last update that learns from any",
            "1st percentile of pi/old"),
    RATIO_P50(DRIFT, "", "the median ratio, last update that learns from any", "median of pi/old"),
    RATIO_P99(
            DRIFT,
            "",
            "the ratio that 1 in 100 tokens is above, last update that learns from any",
            "99th percentile of pi/old"),
    RATIO_MAX(DRIFT, "", "the largest ratio, last update that learns from any", "max of pi/old"),
    CLIP_LOW(
            DRIFT,
            "share",
            "tokens whose objective is clipped at the lower bound of the ratio",
            "share of tokens with A < 0 and pi/old < 1 - clip_low (gspo: ratio of the response; cispo: any A; gmpo: log(pi/old)"
                    + " < -clip_low; dppo: pi < old and divergence > clip_low)"),
    CLIP_HIGH(
            DRIFT,
            "share",
            "tokens whose objective is clipped at the upper bound of the ratio",
            "share of tokens with A > 0 and pi/old > 1 + clip_high (gspo: ratio of the response; cispo: any A; gmpo: log(pi/old)"
                    + " > clip_high; dppo: pi > old and divergence > clip_high)"),
    CLIP_DUAL(
            DRIFT,
            "share",
            "tokens with a negative advantage whose objective is bounded by the dual clip",
            "share of tokens with A < 0 and pi/old > dual_clip"),
    MISMATCH(
            DRIFT,
            "nats",
            "mean absolute difference of a token's log-probability between sampler and learner, over the tokens of the"
                    + " step's first update that learns from any, before it is applied",
            "mean |log pi - log sampler| over tokens"),
    MISMATCH_KL(
            DRIFT,
            "nats",
            "estimate of KL(sampler || learner) per token, over the tokens of the step's first update that learns from"
                    + " any, before it is applied",
            "mean over tokens of pi/sampler - 1 - log(pi/sampler), with log(pi/sampler) at most 10"),
    MISMATCH_MAX(
            DRIFT,
            "nats",
            "largest absolute difference of a token's log-probability between sampler and learner, over the tokens of"
                    + " the step's first update that learns from any, before it is applied",
            "max |log pi - log sampler| over tokens"),
    ROLLOUT_AGE(
            Needs.AHEAD,
            DRIFT,
            "versions",
            "how many versions older than the learner's the weights were that sampled the tokens learnt from, on average; only"
                    + " with rollout.ahead",
            "mean over tokens of step - 1 - version"),
    ROLLOUT_AGE_MAX(
            Needs.AHEAD,
            DRIFT,
            "versions",
            "the same of the oldest token; only with rollout.ahead",
            "max over tokens of step - 1 - version"),
    STALE(
            Needs.AHEAD,
            DRIFT,
            "share",
            "tokens learnt from that other weights than the learner's have sampled; only with rollout.ahead",
            "share of tokens with version < step - 1"),
    EFFECTIVE_SAMPLE_SIZE(
            DRIFT,
            "share",
            "share of the sample that is left if it is weighted from sampler to learner, over the tokens of the step's"
                    + " first update that learns from any: 1 where they agree",
            "(sum w)^2 / (n sum w^2), w = old/sampler at the level of the correction's weight, before cap and floor, |log w| at most 20"),
    CORRECTED(
            DRIFT,
            "share",
            "tokens whose weight the correction capped, or which it left out, over the tokens of the step's first update"
                    + " that learns from any",
            "correction_capped + correction_masked"),
    CORRECTION_CAPPED(
            DRIFT,
            "share",
            "tokens whose weight the correction cut to its cap, over the tokens of the step's first update that learns from"
                    + " any",
            "share of tokens with w > cap and kind truncate, those left out apart"),
    CORRECTION_MASKED(
            DRIFT,
            "share",
            "tokens that the correction left out, over the tokens of the step's first update that learns from any",
            "share of tokens with w outside [floor, cap] (kind mask), or with the mask's w outside [mask_low, mask_high]"),

    BOUNDED(
            DRIFT,
            "tokens",
            "tokens in whose loss the logarithm of a ratio was bounded before its exponential was taken, so that one token"
                    + " cannot void an update; updates counted each",
            "tokens with |log(pi/old)| > 20, with a correction |log w| > 20, with kl.estimator k3 or k3-ratio"
                    + " log(ref/pi) > 10"),

    GRAD_NORM(OPTIMIZER, "", "norm of the gradient before it is clipped, mean over the step's updates", "mean ||g||"),
    GRAD_CLIPPED(
            OPTIMIZER,
            "share",
            "updates whose gradient was longer than train.max_grad_norm and was shortened to it",
            "share of updates with ||g|| > max_grad_norm"),
    UPDATE_NORM(
            OPTIMIZER,
            "",
            "distance that the parameters moved, mean over the step's updates",
            "mean ||theta_after - theta_before||"),
    LEARNING_RATE(OPTIMIZER, "", "learning rate of the step's last update", "schedule(step)"),
    SKIPPED_UPDATES(
            OPTIMIZER,
            "updates",
            "updates not applied because loss or gradient were not finite",
            "updates not applied in the step"),
    IDLE_UPDATES(
            OPTIMIZER,
            "updates",
            "updates not applied because they had no gradient: weights and moments stay as they are, and the optimizer counts"
                    + " no step",
            "updates with ||g|| = 0, the critic's too"),

    ROLLOUT_TOKENS_PER_SECOND(
            RESOURCES, "tokens/s", "sampled tokens by the seconds of the rollout", "sum |y| / seconds_rollout"),
    LEARN_TOKENS_PER_SECOND(
            RESOURCES,
            "tokens/s",
            "prompt and sampled tokens learnt from, by the seconds of the updates",
            "(prompt + response tokens) / seconds_update"),
    MFU(
            RESOURCES,
            "share",
            "share of the machine's peak that the updates used, by the arithmetic that they need: a prompt that is"
                    + " computed once for several responses counts once, the output layer for learnt tokens only; padding and"
                    + " recomputation are not counted, and with an adapter the gradients of the model's own weights are, though they are not"
                    + " computed. The peak is measured: multiply-adds in registers where Java computes, the fastest of large"
                    + " products where LibTorch does",
            "(6 N inputs + 6 vocabulary width learnt + 12 layers width pairs) / (seconds_update * peak); N: parameters of the"
                    + " blocks; pairs: of an input and one that it attends to"),
    PADDING(
            RESOURCES,
            "share",
            "positions computed by the attention of the updates that hold no token of a response or its prompt",
            "1 - tokens / positions"),
    SECONDS_ROLLOUT(RESOURCES, "s", "sampling the completions", "wall clock"),
    SECONDS_REWARD(RESOURCES, "s", "scoring the completions", "wall clock"),
    SECONDS_LOGPROBS(
            RESOURCES,
            "s",
            "assessment before the updates: log-probabilities under the old policy and the reference, values",
            "wall clock"),
    SECONDS_UPDATE(RESOURCES, "s", "forward, backward and optimizer of all updates", "wall clock"),
    SECONDS_EXCHANGE(
            RESOURCES,
            "s",
            "exchanging gradients and weights with the other processes, waiting for late ones included; only of several"
                    + " processes",
            "wall clock"),
    SECONDS_EXCHANGE_WAITED(
            RESOURCES,
            "s",
            "part of seconds_exchange in which the learner waited for it; in the rest, it was computing gradients",
            "wall clock; the share of the exchange that is hidden is 1 - seconds_exchange_waited / seconds_exchange"),
    SECONDS_HAND_OVER(RESOURCES, "s", "handing the new weights to the sampler", "wall clock"),
    SECONDS_LEARNER_IDLE(
            Needs.AHEAD, RESOURCES, "s", "the learner waited for rollouts; only with rollout.ahead", "wall clock"),
    SECONDS_SAMPLER_IDLE(
            Needs.AHEAD,
            RESOURCES,
            "s",
            "the sampler waited for weights before this batch, evaluations not counted; only with rollout.ahead",
            "wall clock"),
    SECONDS_CHECKPOINT(
            RESOURCES,
            "s",
            "saving a checkpoint since the step before; at a run's last step after it, too",
            "wall clock"),
    SECONDS_EVALUATION(
            RESOURCES, "s", "evaluating since the step before; at a run's last step after it, too", "wall clock"),
    NATIVE_MEMORY_MB(
            RESOURCES,
            "MB",
            "resident memory of the whole process at the end of the step, the Java heap included",
            "bytes / 2^20");

    /** What a metric tells about. */
    public enum Group {
        OUTCOMES("Outcomes"),
        LENGTHS("Lengths"),
        ALGORITHM("The algorithm"),
        DRIFT("Drift: new against old, learner against sampler"),
        OPTIMIZER("Optimizer"),
        RESOURCES("Speed and memory");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        /** Heading of the group. */
        public String title() {
            return title;
        }

        /** Its metrics, in the order of the catalogue. */
        public List<Metric> metrics() {
            return Arrays.stream(Metric.values())
                    .filter(metric -> metric.group == this)
                    .toList();
        }
    }

    /** What a run, mostly its algorithm, must have for a metric to have a value at any step. */
    public enum Needs {
        NOTHING,
        KL,
        CRITIC,
        /** An advantage that compares the completions of a group. */
        GROUPS,
        /** Advantages divided by a deviation over the whole batch. */
        BATCH_STD,
        /** Rollouts that run ahead of the learner, which any algorithm may have. */
        AHEAD
    }

    private final Needs needs;
    private final Group group;
    private final String unit;
    private final String meaning;
    private final String formula;

    Metric(Group group, String unit, String meaning, String formula) {
        this(Needs.NOTHING, group, unit, meaning, formula);
    }

    Metric(Needs needs, Group group, String unit, String meaning, String formula) {
        this.needs = needs;
        this.group = group;
        this.unit = unit;
        this.meaning = meaning;
        this.formula = formula;
    }

    /** Name in records and files, for example {@code grad_norm}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a run without has no value of it at any step. */
    public Needs needs() {
        return needs;
    }

    /** What it tells about. */
    public Group group() {
        return group;
    }

    /** Unit of the values; {@code share} is a number from 0 to 1, empty is a plain number. */
    public String unit() {
        return unit;
    }

    /** What it measures. */
    public String meaning() {
        return meaning;
    }

    /** How it is computed, in plain text. */
    public String formula() {
        return formula;
    }

    /**
     * What the seconds of a step consist of, evaluations and checkpoints left out.
     *
     * @param ahead whether rollouts ran ahead: sampling and scoring went on beside the rest then, and the step waited for them
     */
    public static List<Metric> phases(boolean ahead) {
        return Stream.concat(
                        ahead ? Stream.of(SECONDS_LEARNER_IDLE) : Stream.of(SECONDS_ROLLOUT, SECONDS_REWARD),
                        Stream.of(SECONDS_LOGPROBS, SECONDS_UPDATE, SECONDS_HAND_OVER))
                .toList();
    }

    /** The metric of a name, if it is in the catalogue. */
    public static Optional<Metric> of(String key) {
        return Arrays.stream(values())
                .filter(metric -> metric.key().equals(key))
                .findFirst();
    }
}
