/**
 * Sampling by request: what the engines of this process share.
 *
 * <p>A request is a prompt with sampling parameters of its own ({@link zero4j.engine.GenerationRequest}). {@link
 * zero4j.engine.RequestEngine} keeps the queue, hands its samples to an engine's decoding threads through a {@link
 * zero4j.engine.RequestFeed}, and gives results back; an engine decodes.
 */
@NullMarked
package zero4j.engine;

import org.jspecify.annotations.NullMarked;
