/**
 * Forward and backward pass of a model on the CPU in pure Java, for learning.
 *
 * <p>Words of shape comments, besides those of {@link zero4j.vector}: {@code rows} = tokens that pass through the model, those of a
 * shared prompt once; {@code scored} = tokens that are asked about; {@code slots} = places of keys that a query may look at.
 */
@NullMarked
package zero4j.learn.vector;

import org.jspecify.annotations.NullMarked;
