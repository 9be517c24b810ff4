/**
 * Text to tokens and back, by a Hugging Face {@code tokenizer.json}.
 *
 * <p>{@link zero4j.tokenizer.Tokenizer} does both; {@link zero4j.tokenizer.StreamingDecoder} gives the text of a completion while its tokens arrive.
 */
@NullMarked
package zero4j.tokenizer;

import org.jspecify.annotations.NullMarked;
