/** What a base model can already do, found in one stored pass of sampling: the analyses of arXiv 2503.20783, sections 2 and 3. */
@NullMarked
package zero4j.analyze;

import org.jspecify.annotations.NullMarked;
