package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import zero4j.UserError;

class ExchangeThreadTest {
    @Test
    void finish_firstExchangeFails_waitsForThoseBehindItAndThrowsTheFirst() {
        Thread waiting = Thread.currentThread();
        AtomicBoolean begun = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        try (ExchangeThread thread = new ExchangeThread(Integer.MAX_VALUE, () -> {})) {
            thread.after(() -> {
                throw new UserError("rank 1 is gone");
            });
            thread.after(() -> {
                begun.set(true);
                while (waiting.getState() != Thread.State.WAITING && !over.get()) {
                    Thread.onSpinWait();
                }
                ended.set(!over.get());
                throw new UserError("the connection broke before");
            });
            while (!begun.get()) { // the first has failed then
                Thread.onSpinWait();
            }
            assertThatThrownBy(thread::finish).hasMessage("rank 1 is gone");
            over.set(true);
        }
        assertThat(ended)
                .as("the second ended before it was waited for no more")
                .isTrue();
    }
}
