/**
 * Decides whether two formulas have the same value: by exact arithmetic on a normal form where that decides, otherwise
 * by their values at sample points, with bounds on every error.
 */
@NullMarked
package zero4j.verify.algebra;

import org.jspecify.annotations.NullMarked;
