/** Next-token prediction on text. */
@NullMarked
package zero4j.pretrain;

import org.jspecify.annotations.NullMarked;
