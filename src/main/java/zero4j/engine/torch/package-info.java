/**
 * The rollout engine on LibTorch.
 *
 * <p>Dimension words of shape comments: {@code rows} = sequences that are decoded together; {@code kept} = candidates left
 * after top-k; {@code vocab} = vocabulary.
 */
@NullMarked
package zero4j.engine.torch;

import org.jspecify.annotations.NullMarked;
