/** Right or wrong: comparing an answer with its references, in bounded work. */
@NullMarked
package zero4j.verify;

import org.jspecify.annotations.NullMarked;
