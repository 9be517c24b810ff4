package zero4j.algorithm;

import zero4j.Registry;

/**
 * Composes an algorithm that recipes can name.
 *
 * <p>A class with a public constructor without parameters that a jar on {@code ZERO4J_CLASSPATH} names in the file
 * {@code META-INF/services/zero4j.algorithm.Preset} adds an algorithm of a user's own. Its constructor must not ask
 * {@link Presets}.
 */
public interface Preset extends Registry.Entry {
    /** The algorithm, with its own constants where the settings leave them to it. */
    Algorithm compose(Presets.Parts with);
}
