package zero4j.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.JsonFile;
import zero4j.UserError;
import zero4j.pretrain.PretrainFolder;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;
import zero4j.tokenizer.Tokenizer;

/**
 * What a pretraining began with, so that going on with anything else is refused.
 *
 * @param settings every setting as it is written in the resolved recipe, by key
 * @param files hash of what the keys {@code data}, {@code tokenizer} and {@code init} name, where they name files
 */
record PretrainOrigin(Map<String, String> settings, Map<String, String> files) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    PretrainOrigin {
        settings = Map.copyOf(settings);
        files = Map.copyOf(files);
    }

    /** Settings that change what is learnt by no more than rounding, or not at all. */
    private static final Set<String> FREE = Set.of(
            "name",
            "output",
            "threads",
            "learner.backend",
            "train.tokens_per_micro_batch",
            "train.logprob_chunk",
            "train.activation_checkpointing",
            "train.checkpoint_every",
            "train.keep_checkpoints",
            "train.log_every",
            "dist.deadline",
            "dist.shard");

    /**
     * What there is now.
     *
     * @param text with its tokenizer, as they are open
     * @param begins whether the model named by {@code init} is to be read, and not a checkpoint
     */
    static PretrainOrigin of(PretrainRecipe recipe, PretrainingText text, boolean begins) {
        Map<String, String> files = new TreeMap<>();
        if (!text.use().files().isEmpty()) {
            files.put("data", ModelHash.ofFiles(text.use().files()));
        }
        files.put("tokenizer", ModelHash.ofFiles(List.of(Tokenizer.file(text.tokenizerFolder()))));
        if (begins && !recipe.fromScratch()) {
            files.put("init", ModelHash.of(ModelArgument.folder(recipe.init())));
        }
        return new PretrainOrigin(Recipes.settings(recipe), files);
    }

    void write(Path file) {
        AtomicFile.write(file, JSON.writeValueAsString(this) + "\n");
    }

    static PretrainOrigin read(Path file) {
        try {
            return JsonFile.read(file, new TypeReference<PretrainOrigin>() {});
        } catch (IOException e) {
            throw new UserError(
                    file + " cannot be read, so nobody knows what the pretraining began with; remove its"
                            + " folder and begin anew",
                    e);
        }
    }

    /**
     * Compares with a recipe whose files are not open yet: passes over a text are not counted in it.
     *
     * @throws UserError if a setting has changed
     */
    void requireSame(PretrainRecipe recipe, PretrainFolder folder) {
        Map<String, String> now = new TreeMap<>(Recipes.settings(recipe));
        if (recipe.train().passes() > 0) {
            now.remove("train.tokens");
        }
        requireSame(now, folder);
    }

    private void requireSame(Map<String, String> now, PretrainFolder folder) {
        List<String> changed = new ArrayList<>();
        settings.forEach((key, then) -> {
            String value = now.get(key);
            if (value != null && !value.equals(then) && !FREE.contains(key) && !key.startsWith("published.")) {
                changed.add(key + " was " + then + " and is " + value);
            }
        });
        if (!changed.isEmpty()) {
            throw new UserError(folder.recipe() + " has changed: " + String.join(", ", changed)
                    + ". Restore it, or begin anew with another output");
        }
    }

    /**
     * Compares with what is there now.
     *
     * @throws UserError if something has changed
     */
    void requireSame(PretrainOrigin now, PretrainFolder folder) {
        requireSame(now.settings(), folder);
        now.files().forEach((key, hash) -> {
            if (!hash.equals(files.get(key))) {
                throw new UserError(key + ": the files of " + settings.get(key) + " have changed since " + folder.path()
                        + " began. Restore them, or begin anew with another output");
            }
        });
    }
}
