package zero4j.learn.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import zero4j.vector.Barrier;
import zero4j.vector.Pieces;
import zero4j.vector.ThreadTeam;

/** Threads that compute a pass together, phase by phase. Between passes they sleep. */
final class LearnTeam implements Pieces, AutoCloseable {
    private final int members;
    private final ExecutorService followers;
    private final AtomicInteger next = new AtomicInteger();
    private ThreadTeam team = new ThreadTeam(new Barrier(1));

    /** @param members threads, the caller's included */
    LearnTeam(int members) {
        this.members = members;
        this.followers = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("learner-", 1).daemon().factory());
    }

    @Override
    public int members() {
        return members;
    }

    /** Runs a pass on the calling thread; the others help with each of its phases ({@link #each}). Nobody computes when it returns. */
    void lead(Runnable pass) {
        ThreadTeam own = new ThreadTeam(new Barrier(members));
        team = own;
        List<Future<?>> running = new ArrayList<>();
        for (int i = 1; i < members; i++) {
            int member = i;
            running.add(followers.submit(() -> own.follow(member)));
        }
        try {
            own.lead(pass);
        } finally {
            running.forEach(LearnTeam::await);
        }
    }

    private static void await(Future<?> follower) {
        try {
            follower.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while learning", e);
        }
    }

    /** A phase of a pass. */
    @Override
    public void each(int count, Piece piece) {
        next.set(0);
        team.run(member -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                piece.run(i, member);
            }
        });
    }

    @Override
    public void close() {
        followers.shutdown();
    }
}
