package zero4j.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the members of a team wait for each other between the phases of a step. They spin first: a phase takes microseconds,
 * and waking a thread takes longer.
 */
public final class Barrier {
    private static final int SPINS = 300;
    private static final int YIELDS = 200;
    private static final long PAUSE_NANOS = 50_000;

    private final int members;
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile int round;
    private volatile boolean broken;

    public Barrier(int members) {
        this.members = members;
    }

    public int members() {
        return members;
    }

    /**
     * Waits for all members.
     *
     * @throws IllegalStateException if one of them has failed
     */
    public void await() {
        if (members == 1) {
            return;
        }
        int mine = round;
        if (arrived.incrementAndGet() == members) {
            arrived.set(0);
            round = mine + 1;
        } else {
            waitBeyond(mine);
        }
    }

    // Yielding is for cores that are shared with other programs: the member that is waited for may need this one.
    @SuppressWarnings("ThreadPriorityCheck")
    private void waitBeyond(int mine) {
        for (long tries = 0; round == mine; tries++) {
            if (broken) {
                throw new IllegalStateException("another thread of the team has failed");
            }
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else if (tries < SPINS + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Lets nobody wait for a member that has failed. */
    public void breakUp() {
        broken = true;
    }
}
