/** The rollout engine on LibTorch. */
@NullMarked
package zero4j.engine.torch;

import org.jspecify.annotations.NullMarked;
