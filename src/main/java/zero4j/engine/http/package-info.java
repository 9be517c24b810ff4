/**
 * Sampling on servers: {@link zero4j.engine.http.HttpBackend} sends token ids and gets token ids and log-probs, never text.
 *
 * <p>{@link zero4j.engine.http.Fleet} holds the servers that are in use, {@link zero4j.engine.http.ServerDialect} is what one of them speaks,
 * {@link zero4j.engine.http.HandOver} gives them weights in the order pause, update, flush, resume.
 */
@NullMarked
package zero4j.engine.http;

import org.jspecify.annotations.NullMarked;
