/** Right or wrong: extracting an answer from a response and comparing it with the reference, in bounded work. */
@NullMarked
package zero4j.verify;

import org.jspecify.annotations.NullMarked;
