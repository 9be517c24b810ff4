/**
 * A server that samples for others over HTTP, in the protocols of OpenAI, vLLM and SGLang (docs/serve.md).
 *
 * <p>Connections live on one event loop ({@link zero4j.serve.Server}, {@code Exchange}); each request is worked on by a virtual
 * thread of its own, from its body to the answer; what decodes are the engine's threads, which hand tokens over and never wait.
 */
@NullMarked
package zero4j.serve;

import org.jspecify.annotations.NullMarked;
