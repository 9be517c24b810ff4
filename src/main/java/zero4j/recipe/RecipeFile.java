package zero4j.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import zero4j.UserError;
import zero4j.Words;
import zero4j.algorithm.Presets;
import zero4j.hub.HubRepository;
import zero4j.weights.BundledModels;

/** The file of a recipe, and what else people name in its place: a model, questions, a run, an algorithm, a setting. */
final class RecipeFile {
    private static final String DATA = "(?i).*\\.(jsonl|json|csv|tsv|parquet|arrow|txt)(\\.gz)?";

    private RecipeFile() {}

    /** @throws UserError if it cannot be read, or is something else; says how that is given */
    static String content(Path file, Class<?> recipe) {
        boolean training = recipe == TrainRecipe.class;
        Optional<String> other = meant(file, training);
        if (other.isPresent()) {
            throw new UserError(file + " is no recipe, which is a YAML file of settings; " + other.get());
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UserError(
                    "cannot read the recipe " + file + ": "
                            + (Files.exists(file)
                                    ? "it is not a readable text file"
                                    : "there is no such file" + near(file)),
                    e);
        }
    }

    /** The recipe beside it, or in the folder of recipes, that may be meant. */
    private static String near(Path file) {
        Path folder = file.getParent() == null ? Path.of("") : file.getParent();
        return Stream.of(folder, Path.of("recipes"))
                .flatMap(place -> Words.nearest(String.valueOf(file.getFileName()), recipes(place)).stream()
                        .map(place::resolve))
                .findFirst()
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    private static List<String> recipes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<String> meant(Path file, boolean training) {
        String name = file.toString();
        if (name.matches("[+~]*[\\w.]+=.*")) {
            return Optional.of("a setting is given as --set " + name);
        } else if (Files.isRegularFile(file.resolve("recipe.yaml"))) {
            return Optional.of(
                    "to go on with this run: resume " + name + ". Its settings are in " + file.resolve("recipe.yaml"));
        } else if (name.matches(DATA)) {
            return Optional.of(
                    (training ? "questions are given as --set data.train=" : "text is given as --set data=") + name);
        } else if (Files.isDirectory(file) || isModel(name)) {
            return Optional.of("a model is given as --set " + (training ? "model=" : "init=") + name);
        }
        return Presets.names().contains(name)
                ? Optional.of("an algorithm is given as --set algorithm=" + name)
                : Optional.empty();
    }

    private static boolean isModel(String name) {
        return BundledModels.folder(name).isPresent()
                || (!Files.exists(Path.of(name))
                        && !name.matches("(?i).*\\.ya?ml")
                        && !HubRepository.advice(HubRepository.Kind.MODEL, name).isEmpty());
    }
}
