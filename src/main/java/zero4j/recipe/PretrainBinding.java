package zero4j.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import zero4j.data.nano.Mess;
import zero4j.learn.Schedule;
import zero4j.pretrain.ArchitectureSettings;
import zero4j.pretrain.PretrainSettings;

/** Between the keys of a pretraining recipe and its records, in both directions. */
final class PretrainBinding {
    private PretrainBinding() {}

    /** @param standard the recipe of the defaults alone, whose sections stand in for refused ones */
    static PretrainRecipe read(SettingValues v, String defaultName, Supplier<PretrainRecipe> standard) {
        String name = v.text("name");
        return new PretrainRecipe(
                name.isEmpty() ? defaultName : name,
                v.text("init"),
                v.text("tokenizer"),
                v.text("data"),
                v.text("output"),
                v.section(() -> TrainBinding.device(v), () -> standard.get().device()),
                v.longInteger("seed"),
                v.section(() -> architecture(v), () -> standard.get().architecture()),
                v.section(() -> mess(v), () -> standard.get().mess()),
                v.section(() -> train(v), () -> standard.get().train()));
    }

    private static ArchitectureSettings architecture(SettingValues v) {
        return new ArchitectureSettings(
                v.integer("architecture.hidden_size"),
                v.integer("architecture.layers"),
                v.integer("architecture.heads"),
                v.integer("architecture.kv_heads"),
                v.integer("architecture.head_dim"),
                v.integer("architecture.mlp"),
                v.integer("architecture.context"),
                v.real("architecture.rope_theta"),
                v.flag("architecture.tie_embeddings"));
    }

    private static Mess mess(SettingValues v) {
        return new Mess(
                v.real("mess.start"),
                v.real("mess.slip_rate"),
                v.real("mess.direct_share"),
                v.real("mess.direct_right"),
                v.real("mess.recheck_share"),
                v.real("mess.unboxed_share"));
    }

    private static PretrainSettings train(SettingValues v) {
        return new PretrainSettings(
                v.longInteger("train.tokens"),
                v.integer("train.batch_tokens"),
                v.integer("train.sequence_length"),
                v.real("train.learning_rate"),
                v.choice("train.schedule", Schedule.class),
                v.integer("train.warmup_steps"),
                v.real("train.final_learning_rate"),
                v.real("train.beta1"),
                v.real("train.beta2"),
                v.real("train.weight_decay"),
                v.real("train.max_grad_norm"),
                v.integer("train.tokens_per_micro_batch"),
                v.integer("train.logprob_chunk"),
                v.flag("train.activation_checkpointing"),
                v.integer("train.checkpoint_every"),
                v.integer("train.keep_checkpoints"),
                v.integer("train.log_every"));
    }

    static Map<String, Object> write(PretrainRecipe recipe) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", recipe.name());
        out.put("init", recipe.init());
        out.put("tokenizer", recipe.tokenizer());
        out.put("data", recipe.data());
        out.put("output", recipe.output());
        TrainBinding.writeDevice(out, recipe.device());
        out.put("seed", recipe.seed());
        writeArchitecture(out, recipe.architecture());
        writeMess(out, recipe.mess());
        writeTrain(out, recipe.train());
        return out;
    }

    private static void writeArchitecture(Map<String, Object> out, ArchitectureSettings shape) {
        out.put("architecture.hidden_size", shape.hiddenSize());
        out.put("architecture.layers", shape.layers());
        out.put("architecture.heads", shape.heads());
        out.put("architecture.kv_heads", shape.kvHeads());
        out.put("architecture.head_dim", shape.headDim());
        out.put("architecture.mlp", shape.mlp());
        out.put("architecture.context", shape.context());
        out.put("architecture.rope_theta", shape.ropeTheta());
        out.put("architecture.tie_embeddings", shape.tieEmbeddings());
    }

    private static void writeMess(Map<String, Object> out, Mess mess) {
        out.put("mess.start", mess.start());
        out.put("mess.slip_rate", mess.slipRate());
        out.put("mess.direct_share", mess.directShare());
        out.put("mess.direct_right", mess.directRight());
        out.put("mess.recheck_share", mess.recheckShare());
        out.put("mess.unboxed_share", mess.unboxedShare());
    }

    private static void writeTrain(Map<String, Object> out, PretrainSettings train) {
        out.put("train.tokens", train.tokens());
        out.put("train.batch_tokens", train.batchTokens());
        out.put("train.sequence_length", train.sequenceLength());
        out.put("train.learning_rate", train.learningRate());
        out.put("train.schedule", train.schedule());
        out.put("train.warmup_steps", train.warmupSteps());
        out.put("train.final_learning_rate", train.finalLearningRate());
        out.put("train.beta1", train.beta1());
        out.put("train.beta2", train.beta2());
        out.put("train.weight_decay", train.weightDecay());
        out.put("train.max_grad_norm", train.maxGradNorm());
        out.put("train.tokens_per_micro_batch", train.tokensPerMicroBatch());
        out.put("train.logprob_chunk", train.logprobChunk());
        out.put("train.activation_checkpointing", train.activationCheckpointing());
        out.put("train.checkpoint_every", train.checkpointEvery());
        out.put("train.keep_checkpoints", train.keepCheckpoints());
        out.put("train.log_every", train.logEvery());
    }
}
