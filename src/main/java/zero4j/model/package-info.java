/**
 * Decoder-only language models on LibTorch, with autograd and a KV cache.
 *
 * <p>Dimension words of shape comments: {@code tokens} = all tokens of a packed batch one after the other; {@code rows} =
 * sequences that are decoded together; {@code heads}, {@code kvHeads} and {@code dim} = query heads, key-value heads and
 * width of a head; {@code width} = hidden size; {@code vocab} = vocabulary; {@code slots} = places of the KV cache;
 * {@code context} = positions a slot can hold.
 */
@NullMarked
package zero4j.model;

import org.jspecify.annotations.NullMarked;
