package zero4j.torch;

import org.bytedeco.pytorch.NoGradGuard;

/**
 * Switches gradient recording off on this thread until it is closed.
 *
 * <p>Must be closed on the thread that made it, in reverse order: a guard left open leaves gradients off for good. Use it in
 * try-with-resources only.
 */
public final class NoGrad implements AutoCloseable {
    private final NoGradGuard guard = new NoGradGuard();

    @Override
    public void close() {
        guard.close();
    }
}
