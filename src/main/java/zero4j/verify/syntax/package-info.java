/** Reading answers: LaTeX and plain text to expressions. Nothing is computed and nothing is compared here. */
@NullMarked
package zero4j.verify.syntax;

import org.jspecify.annotations.NullMarked;
