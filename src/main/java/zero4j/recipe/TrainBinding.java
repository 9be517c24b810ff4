package zero4j.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.data.DataSettings;
import zero4j.eval.EvalSettings;
import zero4j.learn.OldLogprobs;
import zero4j.learn.Schedule;
import zero4j.learn.TrainSettings;
import zero4j.model.LoraSettings;
import zero4j.rollout.RolloutSettings;
import zero4j.torch.DeviceSettings;
import zero4j.verify.Grade;
import zero4j.verify.VerifierSettings;

/** Between the keys of a training recipe and its records, in both directions. */
final class TrainBinding {
    private TrainBinding() {}

    /** @param standard the recipe of the defaults alone, whose sections stand in for refused ones */
    static TrainRecipe read(SettingValues v, String defaultName, Supplier<TrainRecipe> standard) {
        String name = v.text("name");
        return new TrainRecipe(
                name.isEmpty() ? defaultName : name,
                v.text("model"),
                v.text("template"),
                v.text("reward"),
                AlgorithmBinding.read(v, AlgorithmSettings.of("dr-grpo")),
                v.section(() -> device(v), () -> standard.get().device()),
                v.longInteger("seed"),
                v.text("runs"),
                v.section(() -> data(v), () -> standard.get().data()),
                v.section(() -> rollout(v), () -> standard.get().rollout()),
                v.section(() -> lora(v), () -> standard.get().lora()),
                v.section(() -> train(v), () -> standard.get().train()),
                v.section(() -> eval(v), () -> standard.get().eval()),
                v.section(() -> verifier(v), () -> standard.get().verifier()));
    }

    static DeviceSettings device(SettingValues v) {
        return new DeviceSettings(
                v.choice("device", DeviceSettings.Device.class),
                v.choice("dtype", DeviceSettings.Dtype.class),
                v.integer("threads"));
    }

    private static DataSettings data(SettingValues v) {
        return new DataSettings(
                String.join(",", v.list("data.train")),
                v.text("data.question_column"),
                v.text("data.answer_column"),
                v.integer("data.max_prompt_tokens"));
    }

    private static RolloutSettings rollout(SettingValues v) {
        return new RolloutSettings(
                v.integer("rollout.prompts"),
                v.integer("rollout.group_size"),
                v.integer("rollout.max_new_tokens"),
                v.real("rollout.temperature"),
                v.real("rollout.top_p"),
                v.integer("rollout.top_k"),
                v.integer("rollout.slots"),
                v.integer("rollout.workers"),
                v.choice("rollout.backend", RolloutSettings.Backend.class));
    }

    private static LoraSettings lora(SettingValues v) {
        return new LoraSettings(v.integer("lora.rank"), v.real("lora.alpha"), v.list("lora.targets"));
    }

    private static TrainSettings train(SettingValues v) {
        return new TrainSettings(
                v.integer("train.steps"),
                v.integer("train.epochs"),
                v.integer("train.responses_per_update"),
                v.real("train.learning_rate"),
                v.choice("train.schedule", Schedule.class),
                v.integer("train.warmup_steps"),
                v.real("train.beta1"),
                v.real("train.beta2"),
                v.real("train.eps"),
                v.real("train.weight_decay"),
                v.real("train.max_grad_norm"),
                v.choice("train.old_logprobs", OldLogprobs.class),
                v.integer("train.tokens_per_micro_batch"),
                v.integer("train.logprob_chunk"),
                v.flag("train.activation_checkpointing"),
                v.integer("train.workers"),
                v.integer("train.checkpoint_every"),
                v.integer("train.keep_checkpoints"),
                v.text("train.keep_best"),
                v.integer("train.max_nonfinite_steps"));
    }

    private static EvalSettings eval(SettingValues v) {
        return new EvalSettings(
                v.list("eval.suite"),
                v.integer("eval.every"),
                v.integer("eval.questions"),
                v.integer("eval.max_new_tokens"),
                v.integer("eval.samples"),
                v.real("eval.temperature"));
    }

    private static VerifierSettings verifier(SettingValues v) {
        return new VerifierSettings(v.choice("verifier.grade", Grade.class), v.integer("verifier.decimals"));
    }

    static Map<String, Object> write(TrainRecipe recipe) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", recipe.name());
        out.put("model", recipe.model());
        out.put("template", recipe.template());
        out.put("reward", recipe.reward());
        out.put("algorithm", recipe.algorithm().preset());
        writeDevice(out, recipe.device());
        out.put("seed", recipe.seed());
        out.put("runs", recipe.runs());
        writeData(out, recipe.data());
        writeRollout(out, recipe.rollout());
        out.put(
                "rollout.dynamic_sampling",
                AlgorithmBinding.value(recipe.algorithm().dynamicSampling()));
        AlgorithmBinding.write(out, recipe.algorithm());
        out.put("lora.rank", recipe.lora().rank());
        out.put("lora.alpha", recipe.lora().alpha());
        out.put("lora.targets", recipe.lora().targets());
        writeTrain(out, recipe.train());
        writeEval(out, recipe.eval());
        out.put("verifier.grade", recipe.verifier().grade());
        out.put("verifier.decimals", recipe.verifier().decimals());
        return out;
    }

    static void writeDevice(Map<String, Object> out, DeviceSettings device) {
        out.put("device", device.device());
        out.put("dtype", device.dtype());
        out.put("threads", device.threads());
    }

    private static void writeData(Map<String, Object> out, DataSettings data) {
        out.put("data.train", data.train());
        out.put("data.question_column", data.questionColumn());
        out.put("data.answer_column", data.answerColumn());
        out.put("data.max_prompt_tokens", data.maxPromptTokens());
    }

    private static void writeRollout(Map<String, Object> out, RolloutSettings rollout) {
        out.put("rollout.prompts", rollout.prompts());
        out.put("rollout.group_size", rollout.groupSize());
        out.put("rollout.max_new_tokens", rollout.maxNewTokens());
        out.put("rollout.temperature", rollout.temperature());
        out.put("rollout.top_p", rollout.topP());
        out.put("rollout.top_k", rollout.topK());
        out.put("rollout.slots", rollout.slots());
        out.put("rollout.workers", rollout.workers());
        out.put("rollout.backend", rollout.backend());
    }

    private static void writeTrain(Map<String, Object> out, TrainSettings train) {
        out.put("train.steps", train.steps());
        out.put("train.epochs", train.epochs());
        out.put("train.responses_per_update", train.responsesPerUpdate());
        out.put("train.learning_rate", train.learningRate());
        out.put("train.schedule", train.schedule());
        out.put("train.warmup_steps", train.warmupSteps());
        out.put("train.beta1", train.beta1());
        out.put("train.beta2", train.beta2());
        out.put("train.eps", train.eps());
        out.put("train.weight_decay", train.weightDecay());
        out.put("train.max_grad_norm", train.maxGradNorm());
        out.put("train.old_logprobs", train.oldLogprobs());
        out.put("train.tokens_per_micro_batch", train.tokensPerMicroBatch());
        out.put("train.logprob_chunk", train.logprobChunk());
        out.put("train.activation_checkpointing", train.activationCheckpointing());
        out.put("train.workers", train.workers());
        out.put("train.checkpoint_every", train.checkpointEvery());
        out.put("train.keep_checkpoints", train.keepCheckpoints());
        out.put("train.keep_best", train.keepBest());
        out.put("train.max_nonfinite_steps", train.maxNonfiniteSteps());
    }

    private static void writeEval(Map<String, Object> out, EvalSettings eval) {
        out.put("eval.suite", eval.suite());
        out.put("eval.every", eval.every());
        out.put("eval.questions", eval.questions());
        out.put("eval.max_new_tokens", eval.maxNewTokens());
        out.put("eval.samples", eval.samples());
        out.put("eval.temperature", eval.temperature());
    }
}
