package zero4j.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The body of an answer, whose reading fails when no byte comes for too long: a connection may be dead without a sign. */
final class WatchedBody extends FilterInputStream {
    private final ScheduledFuture<?> guard;
    private volatile long last = System.nanoTime();
    private volatile boolean stalled;

    WatchedBody(InputStream body, Duration longest, ScheduledExecutorService watch) {
        super(body);
        long period = Math.max(1, longest.toMillis() / 4);
        guard = watch.scheduleWithFixedDelay(() -> endIfIdle(longest), period, period, TimeUnit.MILLISECONDS);
    }

    private void endIfIdle(Duration longest) {
        if (System.nanoTime() - last > longest.toNanos()) {
            stalled = true;
            try {
                in.close(); // wakes the reader
            } catch (IOException e) {
                System.getLogger(WatchedBody.class.getName()).log(System.Logger.Level.DEBUG, "already closed", e);
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        last = System.nanoTime();
        int count = in.read(bytes, offset, length);
        if (stalled) {
            throw new IOException("nothing came for a long time");
        }
        last = System.nanoTime();
        return count;
    }

    @Override
    public void close() throws IOException {
        guard.cancel(false);
        in.close();
    }
}
