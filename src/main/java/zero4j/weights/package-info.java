/** Hugging Face model folders on disk: {@code config.json} and safetensors, without any tensor library. */
@NullMarked
package zero4j.weights;

import org.jspecify.annotations.NullMarked;
