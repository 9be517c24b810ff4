/** Learning on LibTorch, on CPU and GPU: {@link zero4j.learn.torch.TorchLearnerBackend}. */
@NullMarked
package zero4j.learn.torch;

import org.jspecify.annotations.NullMarked;
