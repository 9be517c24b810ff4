package zero4j.engine.http;

/** Holds requests back while weights change. Those that are inside may end, or go on where they are kept. Thread-safe. */
final class RequestGate {
    private int inside;
    private int holding;
    private boolean closed;

    /** Waits until it is open, and goes in. */
    synchronized void enter() throws InterruptedException {
        while (closed) {
            wait();
        }
        inside++;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Waits until it is open, and keeps it so: for whoever looks which weights servers have. */
    synchronized void hold() throws InterruptedException {
        while (closed) {
            wait();
        }
        holding++;
    }

    synchronized void release() {
        holding--;
        notifyAll();
    }

    /**
     * Lets nobody in, once nobody holds it; one at a time may close it.
     *
     * @param empty whether it waits until all who are inside have left
     */
    synchronized void close(boolean empty) throws InterruptedException {
        while (closed) {
            wait();
        }
        closed = true;
        while (holding > 0 || (empty && inside > 0)) {
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
}
