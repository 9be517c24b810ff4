/** How a question becomes a prompt, and where its completion stops. */
@NullMarked
package zero4j.template;

import org.jspecify.annotations.NullMarked;
