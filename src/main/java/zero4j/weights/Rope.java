package zero4j.weights;

/**
 * What a configuration says of the rotary embedding.
 *
 * @param theta base of the wavelengths
 * @param scaling their stretching
 */
record Rope(double theta, RopeScaling scaling) {}
