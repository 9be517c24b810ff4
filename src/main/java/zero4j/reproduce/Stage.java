package zero4j.reproduce;

import java.nio.file.Path;
import java.util.List;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.TrainRecipe;
import zero4j.verify.VerifierSettings;

/** Something that is made for an experiment and kept under the hash of all that decides it. */
sealed interface Stage {
    /** What all stages have. */
    About about();

    /**
     * What all stages have.
     *
     * @param name readable, distinct among the stages of its kind
     * @param key SHA-256 (hex) of what decides the result
     * @param result folder of what is made
     * @param needs keys of the stages that must be done before
     * @param inputs that it reads, but for what other stages make
     * @param seconds that it takes, about, on the machine that {@link Expected} was measured on
     */
    record About(String name, String key, Path result, List<String> needs, List<Meaning.Input> inputs, double seconds) {
        public About {
            needs = List.copyOf(needs);
            inputs = List.copyOf(inputs);
        }
    }

    /** A model is pretrained. */
    record Pretraining(About about, PretrainRecipe recipe) implements Stage {}

    /** An arm is trained with a seed. */
    record Training(About about, TrainRecipe recipe) implements Stage {}

    /** Models are scored in templates. */
    record Scoring(About about, List<Row> rows, Asking asking, int samples) implements Stage {}

    /** Models are sampled from in templates, at some temperatures. */
    record Sampling(
            About about,
            List<Named> models,
            List<Named> templates,
            Asking asking,
            List<Double> temperatures,
            int samples)
            implements Stage {}

    /**
     * A model or a template.
     *
     * @param name that the experiment has for it
     * @param value of a setting
     */
    record Named(String name, String value) {}

    /** A row of a table. */
    record Row(Named model, Named template) {}

    /** How models are asked. */
    record Asking(
            List<String> suite,
            int questions,
            int maxNewTokens,
            double temperature,
            long seed,
            String reward,
            VerifierSettings verifier) {}

    /** What is done, in a word. */
    default String kind() {
        return switch (this) {
            case Pretraining _ -> "pretraining";
            case Training _ -> "training";
            case Scoring _ -> "evaluation";
            case Sampling _ -> "sampling";
        };
    }
}
