package zero4j.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import zero4j.InvalidSettings;
import zero4j.UserError;

/**
 * Reads recipes: the defaults, then the file, then the overrides {@code key.path=value}. Every problem is found, and all are
 * reported in one {@link UserError}, each with file, line, key, value and what is allowed. What settings records refuse is its cause,
 * an {@link InvalidSettings}.
 */
public final class Recipes {
    private static final String TRAIN_DEFAULTS = "defaults.yaml";
    private static final String PRETRAIN_DEFAULTS = "pretrain-defaults.yaml";

    private Recipes() {}

    /**
     * The training recipe of the defaults, which trains the bundled model.
     *
     * @param overrides in the form {@code train.steps=50}
     */
    public static TrainRecipe train(String... overrides) {
        return train(null, List.of(overrides));
    }

    /**
     * A training recipe.
     *
     * @param file the recipe, or null for the defaults
     * @param overrides in the form {@code train.steps=50}
     */
    public static TrainRecipe train(@Nullable Path file, List<String> overrides) {
        return read(TrainRecipe.class, TRAIN_DEFAULTS, file, overrides);
    }

    /** The pretraining recipe of the defaults; overrides as in {@link #train}. */
    public static PretrainRecipe pretrain(String... overrides) {
        return pretrain(null, List.of(overrides));
    }

    /** A pretraining recipe; parameters as in {@link #train}. */
    public static PretrainRecipe pretrain(@Nullable Path file, List<String> overrides) {
        return read(PretrainRecipe.class, PRETRAIN_DEFAULTS, file, overrides);
    }

    /** The resolved recipe as YAML that reads back to an equal record. */
    public static String render(TrainRecipe recipe) {
        return render(recipe, TRAIN_DEFAULTS);
    }

    /** Some of a recipe's settings as YAML, for a recipe that has the others from elsewhere. */
    public static String render(TrainRecipe recipe, Predicate<String> keys) {
        Map<String, String> texts = RecordBinding.write(recipe);
        return RecipeText.render(texts.keySet().stream().filter(keys).toList(), texts);
    }

    /** The resolved recipe as YAML that reads back to an equal record. */
    public static String render(PretrainRecipe recipe) {
        return render(recipe, PRETRAIN_DEFAULTS);
    }

    /**
     * The same recipe wherever it is read from later: files and folders that it names relatively are named absolutely, as they are seen
     * from the current folder. The folder {@code runs} stays as it is: it only says where a new run is made.
     */
    public static TrainRecipe located(TrainRecipe recipe) {
        return read(TrainRecipe.class, TRAIN_DEFAULTS, located(render(recipe)));
    }

    /** The same of a pretraining; its output stays as it is. */
    public static PretrainRecipe located(PretrainRecipe recipe) {
        return read(PretrainRecipe.class, PRETRAIN_DEFAULTS, located(render(recipe)));
    }

    private static List<Setting> located(String yaml) {
        return SettingsText.ofFile("recipe", yaml, new Problems()).stream()
                .map(Location::absolute)
                .toList();
    }

    private static <R> R read(Class<R> type, String defaults, List<Setting> given) {
        Problems problems = new Problems();
        R recipe = RecordBinding.read(type, new SettingValues(defaults(defaults, problems), given, problems));
        problems.throwIfAny();
        return recipe;
    }

    /** Every setting of a recipe by its key, as its resolved text says it. */
    public static Map<String, String> settings(TrainRecipe recipe) {
        return RecordBinding.write(recipe);
    }

    /** Every setting of a recipe by its key, as its resolved text says it. */
    public static Map<String, String> settings(PretrainRecipe recipe) {
        return RecordBinding.write(recipe);
    }

    private static String render(Record recipe, String defaults) {
        List<String> order =
                defaults(defaults, new Problems()).stream().map(Setting::key).toList();
        return RecipeText.render(order, RecordBinding.write(recipe));
    }

    private static <R> R read(Class<R> type, String defaults, @Nullable Path file, List<String> overrides) {
        Problems problems = new Problems();
        List<Setting> given = new ArrayList<>();
        if (file != null) {
            given.addAll(SettingsText.ofFile(file.toString(), RecipeFile.content(file, type), problems));
        }
        overrides.forEach(override -> given.addAll(SettingsText.ofOverride(override, problems)));
        SettingValues values = new SettingValues(defaults(defaults, problems), given, problems);
        values.change("name", name -> name.blank() ? name.saying(defaultName(file)) : name);
        // The families of the nano world may be given as a list.
        values.change("data.train", train -> train.saying(String.join(",", train.items())));
        try {
            R recipe = RecordBinding.read(type, values);
            throwIfAny(problems, values);
            return recipe;
        } catch (InvalidSettings e) {
            values.refusedByWhole(e);
            throwIfAny(problems, values);
            throw e;
        }
    }

    /**
     * Tells of files that are not there in the same round. They alone are no problem: an old run's recipe is read for its
     * settings, too, and whoever opens the files says what is wrong with them.
     */
    private static void throwIfAny(Problems problems, SettingValues values) {
        if (!problems.none()) {
            values.checkFiles();
        }
        problems.throwIfAny();
    }

    private static List<Setting> defaults(String resource, Problems problems) {
        return SettingsText.ofFile(resource, resource(resource), problems);
    }

    private static String defaultName(@Nullable Path file) {
        if (file == null) {
            return "nano";
        }
        String fileName = String.valueOf(file.getFileName());
        int dot = fileName.lastIndexOf('.');
        return (dot > 0 ? fileName.substring(0, dot) : fileName).replaceAll("[^A-Za-z0-9._-]", "-");
    }

    static String resource(String name) {
        try (InputStream in = Recipes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
