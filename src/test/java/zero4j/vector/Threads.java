package zero4j.vector;

import java.util.concurrent.atomic.AtomicInteger;

/** Three threads that take pieces, the last one first. */
public final class Threads implements Pieces {
    public static final Pieces PIECES = new Threads();

    private Threads() {}

    @Override
    public int members() {
        return 3;
    }

    @Override
    public void each(int count, Piece piece) {
        AtomicInteger left = new AtomicInteger(count);
        ThreadTeam team = new ThreadTeam(new Barrier(members()));
        Thread[] followers = new Thread[members() - 1];
        for (int i = 0; i < followers.length; i++) {
            int member = i + 1;
            followers[i] = Thread.ofPlatform().start(() -> team.follow(member));
        }
        team.lead(() -> team.run(member -> {
            for (int i = left.decrementAndGet(); i >= 0; i = left.decrementAndGet()) {
                piece.run(i, member);
            }
        }));
        for (Thread follower : followers) {
            join(follower);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
