package zero4j.session;

import zero4j.recipe.TrainRecipe;
import zero4j.train.TrainListener;

/** Hears what a comparison does, on its own thread. */
public interface CompareListener {
    /** Hears nothing. */
    CompareListener NONE = new CompareListener() {};

    /**
     * A variant is next.
     *
     * @param number of it, from 1
     * @param all variants
     * @return who hears of its training
     */
    default TrainListener next(Variant variant, TrainRecipe recipe, int number, int all) {
        return TrainListener.NONE;
    }

    /** A variant's training has ended, or was finished before. */
    default void ended(VariantResult result) {}
}
