package zero4j.engine.http;

/**
 * Holds requests back while weights change. Those that are inside may end, or go on where they are kept. Who looks which weights servers
 * have is waited for always. Thread-safe.
 */
final class RequestGate {
    private int inside;
    private int looking;
    private boolean closed;

    /** Waits until it is open, and goes in. */
    synchronized void enter() throws InterruptedException {
        awaitOpen();
        inside++;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Waits until it is open, and keeps it so until {@link #release}. */
    synchronized void hold() throws InterruptedException {
        awaitOpen();
        looking++;
    }

    synchronized void release() {
        looking--;
        notifyAll();
    }

    /**
     * Lets nobody in, once nobody holds it; one at a time may close it.
     *
     * @param empty whether it waits until all who are inside have left
     */
    synchronized void close(boolean empty) throws InterruptedException {
        awaitOpen();
        closed = true;
        while (looking > 0 || (empty && inside > 0)) {
            try {
                wait();
            } catch (InterruptedException e) {
                open();
                throw e;
            }
        }
    }

    synchronized void open() {
        closed = false;
        notifyAll();
    }

    private synchronized void awaitOpen() throws InterruptedException {
        while (closed) {
            wait();
        }
    }
}
