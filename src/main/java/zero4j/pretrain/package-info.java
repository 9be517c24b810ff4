/**
 * Next-token prediction on text.
 *
 * <p>Dimensions: {@code tokens} are those of a micro-batch that predict a next one, {@code vocab} is the size of the
 * vocabulary.
 */
@NullMarked
package zero4j.pretrain;

import org.jspecify.annotations.NullMarked;
