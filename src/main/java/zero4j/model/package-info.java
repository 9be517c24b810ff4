/** Decoder-only language models on LibTorch, with autograd and a KV cache. */
@NullMarked
package zero4j.model;

import org.jspecify.annotations.NullMarked;
