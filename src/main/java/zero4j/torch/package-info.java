/** LibTorch's devices, dtypes, threads and native memory, as the tensor half of the program uses them. */
@NullMarked
package zero4j.torch;

import org.jspecify.annotations.NullMarked;
