package zero4j.serve;

import java.util.function.BooleanSupplier;

/** Waits for what must come to be, in a test that a timeout ends otherwise. */
final class Waiting {
    private Waiting() {}

    // Whoever is waited for may need this core.
    @SuppressWarnings("ThreadPriorityCheck")
    static void until(BooleanSupplier there) {
        while (!there.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new AssertionError("what was waited for did not come");
            }
            Thread.yield();
        }
    }
}
