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
    private final int most;
    private final ExecutorService followers;
    private final AtomicInteger next = new AtomicInteger();
    private int members;
    private ThreadTeam team = new ThreadTeam(new Barrier(1));

    /**
     * @param most threads, the caller's included
     * @param name of the others, before their number
     */
    LearnTeam(int most, String name) {
        this.most = most;
        this.members = most;
        this.followers = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("learner-" + name + "-", 1).daemon().factory());
    }

    /** Threads that there can be. */
    int most() {
        return most;
    }

    /** So many threads compute the next passes: the others sleep. */
    void use(int threads) {
        members = threads;
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
        try {
            own.lead(() -> {
                for (int i = 1; i < members; i++) { // there may be no more threads
                    int member = i;
                    running.add(followers.submit(() -> own.follow(member)));
                }
                pass.run();
            });
        } finally {
            running.forEach(LearnTeam::await);
        }
    }

    /** Waits also where the caller is interrupted, which it then hears of later: a follower must not go on in memory that is freed. */
    private static void await(Future<?> follower) {
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                follower.get();
                done = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
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
