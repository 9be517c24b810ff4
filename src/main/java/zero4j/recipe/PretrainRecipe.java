package zero4j.recipe;

import zero4j.SettingChecks;
import zero4j.SettingKey;
import zero4j.UserError;
import zero4j.data.nano.Mess;
import zero4j.dist.DistSettings;
import zero4j.learn.LearnerSettings;
import zero4j.pretrain.ArchitectureSettings;
import zero4j.pretrain.PretrainSettings;
import zero4j.torch.DeviceSettings;

/**
 * Everything that decides a pretraining run. The keys and their defaults are listed in {@code pretrain-defaults.yaml}.
 *
 * @param init {@code new}, or the Hugging Face folder of the model to continue
 * @param tokenizer {@code nano}, or a folder with a {@code tokenizer.json}
 * @param data {@code nano}, or the path of a text, as {@code docs/data.md} says
 * @param output folder of the finished model
 * @param seed of every random draw
 * @param mess of the nano world's documents; not used for other data
 */
public record PretrainRecipe(
        String name,
        String init,
        String tokenizer,
        String data,
        String output,
        @SettingKey("") DeviceSettings device,
        long seed,
        ArchitectureSettings architecture,
        Mess mess,
        LearnerSettings learner,
        PretrainSettings train,
        DistSettings dist,
        Published published) {
    public PretrainRecipe {
        new SettingChecks("")
                .notBlank("name", name)
                .notBlank("init", init)
                .notBlank("tokenizer", tokenizer)
                .notBlank("data", data)
                .notBlank("output", output)
                .that(
                        !init.equals("new") || train.sequenceLength() <= architecture.context(),
                        "train.sequence_length",
                        train.sequenceLength(),
                        "it must be at most architecture.context, which is " + architecture.context())
                .that(
                        learner.backend() != LearnerSettings.Backend.VECTOR || device.isFloat32OnCpu(),
                        "learner.backend",
                        "vector",
                        "it must be auto or torch with device: cuda or dtype: bfloat16")
                .done();
    }

    /**
     * The same with as many tokens to learn from as its passes over the text have; unchanged where it says no passes.
     *
     * @param tokens of one pass; 0 for a text that never ends
     * @throws UserError if a text that never ends is to be passed over
     */
    public PretrainRecipe counted(long tokens) {
        if (train.passes() == 0) {
            return this;
        }
        if (tokens == 0) {
            throw new UserError("train.passes is " + train.passes() + "; it must be 0 for data = " + data
                    + ", which never ends: train.tokens says how much is learnt from");
        }
        return new PretrainRecipe(
                name,
                init,
                tokenizer,
                data,
                output,
                device,
                seed,
                architecture,
                mess,
                learner,
                train.withTokens(Math.max(1, Math.round(train.passes() * tokens))),
                dist,
                published);
    }

    /** Whether it computes on a GPU. */
    public boolean onGpu() {
        return device.device() == DeviceSettings.Device.CUDA;
    }

    /** Whether the text is the generated nano world's. */
    public boolean readsNano() {
        return data.equals("nano") || data.startsWith("nano:");
    }

    /** Whether a new model of {@link #architecture()} is made. */
    public boolean fromScratch() {
        return init.equals("new");
    }
}
