/** What an answer says, as data: expressions, and the budget under which they are read and compared. */
@NullMarked
package zero4j.verify.expr;

import org.jspecify.annotations.NullMarked;
