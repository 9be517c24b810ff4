package zero4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGateTest {
    private final RequestGate gate = new RequestGate();
    private final AtomicBoolean closed = new AtomicBoolean();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void close_whileSomebodyLooks_waits(boolean empty) throws InterruptedException {
        gate.hold();
        assertClosesAfter(gate::release, empty);
    }

    @Test
    void close_whileSomebodyIsInside_waitsIfItIsToBeEmpty() throws InterruptedException {
        gate.enter();
        assertClosesAfter(gate::leave, true);
    }

    @Test
    void close_whileSomebodyIsInside_needNotWait() throws InterruptedException {
        gate.enter();
        closing(false).join();
        assertThat(closed).isTrue();
    }

    @Test
    void hold_closedGate_waitsUntilItIsOpen() throws InterruptedException {
        gate.close(false);
        AtomicBoolean holds = new AtomicBoolean();
        Thread looking = Thread.ofPlatform().start(() -> {
            uninterrupted(gate::hold);
            holds.set(true);
        });
        awaitWaiting(looking);
        assertThat(holds).isFalse();
        gate.open();
        looking.join();
        assertThat(holds).isTrue();
    }

    private void assertClosesAfter(Runnable end, boolean empty) throws InterruptedException {
        Thread closing = closing(empty);
        awaitWaiting(closing);
        assertThat(closed).isFalse();
        end.run();
        closing.join();
        assertThat(closed).isTrue();
    }

    private Thread closing(boolean empty) {
        return Thread.ofPlatform().start(() -> {
            uninterrupted(() -> gate.close(empty));
            closed.set(true);
        });
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    private static void uninterrupted(Waiting work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Or until it has ended, where it should have waited. */
    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
    }
}
