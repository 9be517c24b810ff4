package zero4j.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import zero4j.InvalidSettings;
import zero4j.UserError;

/**
 * Reads recipes: the defaults, then the file, then the overrides {@code key.path=value}. Every problem is found, and all are
 * reported in one {@link UserError}, each with file, line, key, value and what is allowed.
 */
public final class RecipeReader {
    private static final String TRAIN_DEFAULTS = "defaults.yaml";
    private static final String PRETRAIN_DEFAULTS = "pretrain-defaults.yaml";

    private RecipeReader() {}

    /**
     * A training recipe.
     *
     * @param file the recipe, or null for the defaults
     * @param overrides in the form {@code train.steps=50}
     */
    public static TrainRecipe train(@Nullable Path file, List<String> overrides) {
        return read(
                TRAIN_DEFAULTS,
                file,
                overrides,
                values -> TrainBinding.read(values, defaultName(file), () -> train(null, List.of())));
    }

    /** A pretraining recipe; parameters as in {@link #train}. */
    public static PretrainRecipe pretrain(@Nullable Path file, List<String> overrides) {
        return read(
                PRETRAIN_DEFAULTS,
                file,
                overrides,
                values -> PretrainBinding.read(values, defaultName(file), () -> pretrain(null, List.of())));
    }

    /** The resolved recipe as YAML that reads back to an equal record. */
    public static String render(TrainRecipe recipe) {
        return RecipeText.render(TrainBinding.write(recipe));
    }

    /** The resolved recipe as YAML that reads back to an equal record. */
    public static String render(PretrainRecipe recipe) {
        return RecipeText.render(PretrainBinding.write(recipe));
    }

    /** The text of {@code defaults.yaml}: every key of a training recipe with its default and a comment. */
    public static String trainReference() {
        return resource(TRAIN_DEFAULTS);
    }

    /** The text of {@code pretrain-defaults.yaml}: every key of a pretraining recipe with its default and a comment. */
    public static String pretrainReference() {
        return resource(PRETRAIN_DEFAULTS);
    }

    private static <T> T read(
            String defaults, @Nullable Path file, List<String> overrides, Function<SettingValues, T> binding) {
        Problems problems = new Problems();
        List<Setting> given = new ArrayList<>();
        if (file != null) {
            given.addAll(SettingsText.ofFile(file.toString(), content(file), problems));
        }
        overrides.forEach(override -> given.addAll(SettingsText.ofOverride(override, problems)));
        SettingValues values =
                new SettingValues(SettingsText.ofFile(defaults, resource(defaults), problems), given, problems);
        try {
            T recipe = binding.apply(values);
            problems.throwIfAny();
            return recipe;
        } catch (InvalidSettings e) {
            values.refusedByWhole(e);
            problems.throwIfAny();
            throw e;
        }
    }

    private static String defaultName(@Nullable Path file) {
        if (file == null) {
            return "nano";
        }
        String fileName = String.valueOf(file.getFileName());
        int dot = fileName.lastIndexOf('.');
        return (dot > 0 ? fileName.substring(0, dot) : fileName).replaceAll("[^A-Za-z0-9._-]", "-");
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            String reason = Files.exists(file) ? "it is not a readable text file" : "there is no such file";
            throw new UserError("cannot read the recipe " + file + ": " + reason, e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = RecipeReader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
