/** Text to tokens and back, by a Hugging Face {@code tokenizer.json}. */
@NullMarked
package zero4j.tokenizer;

import org.jspecify.annotations.NullMarked;
