/** Questions and where they come from: files, Hugging Face folders, the nano world; and the resumable order in which they are asked. */
@NullMarked
package zero4j.data;

import org.jspecify.annotations.NullMarked;
