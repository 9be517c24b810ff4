package zero4j.recipe;

import zero4j.SettingChecks;
import zero4j.SettingKey;
import zero4j.Words;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.data.DataSettings;
import zero4j.dist.DistSettings;
import zero4j.dist.Sharding;
import zero4j.eval.EvalSettings;
import zero4j.learn.LearnerSettings;
import zero4j.learn.OldLogprobs;
import zero4j.learn.TrainSettings;
import zero4j.reward.Rewards;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutSettings;
import zero4j.run.BestBy;
import zero4j.run.Metric;
import zero4j.run.RecordSettings;
import zero4j.template.Templates;
import zero4j.torch.DeviceSettings;
import zero4j.tracking.TrackingSettings;
import zero4j.verify.VerifierSettings;
import zero4j.weights.LoraSettings;

/**
 * Everything that decides a training run. The keys and their defaults are listed in {@code defaults.yaml}.
 *
 * @param name of the run, part of its folder's name
 * @param model {@code nano} or a Hugging Face folder
 * @param template a name of {@link Templates#REGISTRY}, or a text file
 * @param reward a name of {@link Rewards#REGISTRY}, or {@value Rewards#AUTO}
 * @param algorithm a preset and what is changed of it
 * @param seed of every random draw
 * @param runs folder of the run folders
 * @param report whether a page about the run is written when its training ends
 */
public record TrainRecipe(
        String name,
        String model,
        String template,
        String reward,
        int rewardTimeout,
        @SettingKey("") AlgorithmSettings algorithm,
        @SettingKey("") DeviceSettings device,
        long seed,
        String runs,
        boolean report,
        @SettingKey("") DashboardSettings dashboard,
        DataSettings data,
        RolloutSettings rollout,
        LoraSettings lora,
        LearnerSettings learner,
        TrainSettings train,
        EvalSettings eval,
        VerifierSettings verifier,
        RecordSettings record,
        TrackingSettings metrics,
        DistSettings dist,
        ConsoleSettings console,
        Published published) {
    public TrainRecipe {
        SettingChecks checks = new SettingChecks("");
        checks.that(
                        name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                        "name",
                        name.isEmpty() ? "empty" : name,
                        "it must consist of letters, digits, '.', '_' and '-', and begin with a letter or digit")
                .notBlank("model", model)
                .that(
                        Templates.knows(template),
                        "template",
                        template,
                        "it must be a file that ends in .txt, or " + Templates.REGISTRY.oneOf(template))
                .that(
                        Rewards.knows(reward),
                        "reward",
                        reward,
                        "it must be " + Rewards.REGISTRY.oneOf(reward, Rewards.AUTO, Rewards.OR_A_PROGRAM))
                .atLeast("reward_timeout", rewardTimeout, 1)
                .notBlank("runs", runs);
        checkSampling(checks, device, rollout);
        checkBatch(checks, algorithm, rollout, train);
        checkLearner(checks, device, learner);
        checks.that(
                train.oldLogprobs() != OldLogprobs.SAMPLER
                        || !algorithm.correction().resolved().on(),
                "train.old_logprobs",
                "sampler",
                "it must be auto or learner with a correction (correction.preset, correction.kind, correction.mask), which is"
                        + " for their difference");
        checks.that(
                dist.shard() != Sharding.GRADIENTS || lora.enabled() || train.workers() <= 1,
                "train.workers",
                train.workers(),
                "it must be 0 or 1 with dist.shard: gradients: each worker would keep gradients of its own");
        checkRewards(checks, composed(algorithm, rollout));
        checkBest(checks, composed(algorithm, rollout), rollout, train, eval);
        checks.that(
                algorithm.objective().overlongBuffer().orElse(0) <= rollout.maxNewTokens(),
                "objective.overlong_buffer",
                algorithm.objective().overlongBuffer().orElse(0),
                "it must be at most rollout.max_new_tokens, which is " + rollout.maxNewTokens());
        checks.done();
    }

    private static Algorithm composed(AlgorithmSettings algorithm, RolloutSettings rollout) {
        return Presets.of(algorithm, rollout.maxNewTokens());
    }

    /** An advantage that divides by the mean of rewards of 0 and 1 has no sense for what is left of them. */
    private static void checkRewards(SettingChecks checks, Algorithm algorithm) {
        boolean whole = algorithm.advantage().needsWholeRewards();
        String why = "it must be left out with " + algorithm.name()
                + ", which divides by the mean of rewards of 0 and 1: nothing may be taken from them";
        checks.that(!whole || !algorithm.rewardsDivergence(), "kl.estimator", "k1-reward", why);
        checks.that(
                !whole || algorithm.overlong().isEmpty(),
                "objective.overlong_buffer",
                algorithm.overlong().map(Algorithm.Overlong::buffer).orElse(0),
                why);
    }

    /** What is never measured has no best. */
    private static void checkBest(
            SettingChecks checks,
            Algorithm algorithm,
            RolloutSettings rollout,
            TrainSettings train,
            EvalSettings eval) {
        BestBy.of(train.keepBest()).ifPresent(best -> {
            checks.that(
                    !best.isEvaluation() || !eval.suite().isEmpty(),
                    "train.keep_best",
                    train.keepBest(),
                    "it must be a metric of the steps where eval.suite is none");
            checks.that(
                    !best.isSampledEvaluation() || eval.suite().isEmpty() || eval.samples() > 0,
                    "train.keep_best",
                    train.keepBest(),
                    "it must be eval_greedy or a metric of the steps where eval.samples is 0");
            checks.that(
                    best.metric()
                            .map(metric -> measures(algorithm, rollout, metric))
                            .orElse(true),
                    "train.keep_best",
                    train.keepBest(),
                    "it must be a metric that " + algorithm.name() + " has"
                            + (rollout.ahead() > 0 ? "" : " with rollout.ahead: 0"));
        });
    }

    private static boolean measures(Algorithm algorithm, RolloutSettings rollout, Metric metric) {
        return switch (metric.needs()) {
            case NOTHING -> true;
            case KL -> algorithm.objective().kl().on();
            case CRITIC -> algorithm.critic().isPresent();
            case GROUPS -> algorithm.advantage().comparesGroup();
            case BATCH_STD -> algorithm.dividesByBatch();
            case AHEAD -> rollout.ahead() > 0;
        };
    }

    private static void checkLearner(SettingChecks checks, DeviceSettings device, LearnerSettings learner) {
        checks.that(
                learner.backend() != LearnerSettings.Backend.VECTOR || device.isFloat32OnCpu(),
                "learner.backend",
                "vector",
                "it must be auto or torch with device: cuda or dtype: bfloat16");
    }

    /** Whether it asks for updates in Java, or leaves the choice to the program and they could be. */
    public boolean learnsInJava() {
        return learner.backend() != LearnerSettings.Backend.TORCH && device.isFloat32OnCpu();
    }

    private static void checkSampling(SettingChecks checks, DeviceSettings device, RolloutSettings rollout) {
        checks.that(
                !Engines.onCpuAlone(rollout.backend()) || device.device() == DeviceSettings.Device.CPU,
                "rollout.backend",
                rollout.backend(),
                "it must be auto or torch where device is cuda: the " + rollout.backend()
                        + " engine computes on the CPU");
    }

    private static void checkBatch(
            SettingChecks checks, AlgorithmSettings algorithm, RolloutSettings rollout, TrainSettings train) {
        Algorithm composed = composed(algorithm, rollout);
        checks.that(
                rollout.groupSize() >= 2 || !composed.advantage().comparesGroup(),
                "rollout.group_size",
                rollout.groupSize(),
                "it must be at least 2: " + algorithm.preset()
                        + " compares each completion with the others of its question");
        long responses = (long) rollout.prompts() * rollout.groupSize();
        checks.that(
                responses <= Integer.MAX_VALUE,
                "rollout.prompts",
                rollout.prompts(),
                "times rollout.group_size = " + rollout.groupSize() + " is too many completions for one step");
        int perUpdate = train.responsesPerUpdate();
        checks.that(
                perUpdate == 0 || responses % perUpdate == 0,
                "train.responses_per_update",
                perUpdate,
                "it must divide the " + Words.counted(responses, "completion") + " of a step (rollout.prompts = "
                        + rollout.prompts() + " times rollout.group_size = " + rollout.groupSize()
                        + "), or be 0 for all of them");
    }

    /** The same with the constants that the algorithm's preset has: {@link AlgorithmSettings#pinned}. */
    public TrainRecipe pinned() {
        return new TrainRecipe(
                name,
                model,
                template,
                reward,
                rewardTimeout,
                algorithm.pinned(rollout.maxNewTokens()),
                device,
                seed,
                runs,
                report,
                dashboard,
                data,
                rollout,
                lora,
                learner,
                train,
                eval,
                verifier,
                record,
                metrics,
                dist,
                console,
                published);
    }

    /** Whether a metric has a value at any step with its algorithm. */
    public boolean measures(Metric metric) {
        return measures(composed(algorithm, rollout), rollout, metric);
    }

    /** Whether it computes on a GPU. */
    public boolean onGpu() {
        return device.device() == DeviceSettings.Device.CUDA;
    }

    /** Completions per optimizer step, with 0 resolved. */
    public int responsesPerUpdate() {
        return train.responsesPerUpdate() == 0 ? rollout.responses() : train.responsesPerUpdate();
    }

    /** Optimizer steps per rollout batch and pass. */
    public int updatesPerEpoch() {
        return rollout.responses() / responsesPerUpdate();
    }
}
