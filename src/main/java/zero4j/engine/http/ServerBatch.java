package zero4j.engine.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Prompt;

/** The groups of one call, sampled beside each other as far as there are slots. What wrong weights have sampled is sampled again. */
final class ServerBatch {
    private static final int MOST_ROUNDS = 4;

    private final GroupRun.Sampling sampling;
    private final Semaphore slots;
    private final List<Group> groups = new ArrayList<>();
    private final Map<GroupRun, List<Completion>> done = new HashMap<>();

    /** @param runs each for some of its samples, in their order */
    private record Group(Prompt prompt, List<GroupRun> runs) {}

    ServerBatch(GroupRun.Sampling sampling, Semaphore slots) {
        this.sampling = sampling;
        this.slots = slots;
    }

    void add(Prompt prompt, List<GroupRun> runs) {
        groups.add(new Group(prompt, runs));
    }

    /** @throws zero4j.UserError if a group is not answered, or no server is left */
    List<CompletionGroup> sample() throws InterruptedException {
        List<GroupRun> all =
                groups.stream().flatMap(group -> group.runs().stream()).toList();
        List<GroupRun> left = all;
        var _ = look();
        for (int round = 0; !left.isEmpty(); round++) {
            if (round == MOST_ROUNDS) {
                throw sampling.fleet().noneLeft();
            }
            run(left);
            Set<Replica> wrong = sampling.inFlight() ? Set.of() : look();
            left = all.stream()
                    .filter(run -> run.served().stream().anyMatch(wrong::contains))
                    .toList();
        }
        return groups.stream().map(this::result).toList();
    }

    /** While no weights change: a server that is just taking new ones has others than it should. */
    private Set<Replica> look() throws InterruptedException {
        sampling.gate().hold();
        try {
            return sampling.fleet().look();
        } finally {
            sampling.gate().release();
        }
    }

    private CompletionGroup result(Group group) {
        return new CompletionGroup(
                group.prompt(),
                group.runs().stream()
                        .flatMap(run -> done.getOrDefault(run, List.of()).stream())
                        .toList());
    }

    private void run(List<GroupRun> runs) throws InterruptedException {
        var ends = new ExecutorCompletionService<Map.Entry<GroupRun, List<Completion>>>(sampling.threads());
        List<Future<?>> begun = new ArrayList<>();
        runs.forEach(run -> begun.add(ends.submit(() -> Map.entry(run, sampled(run)))));
        boolean whole = false;
        try {
            for (int i = 0; i < runs.size(); i++) {
                var one = ends.take().get();
                done.put(one.getKey(), one.getValue());
            }
            whole = true;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } finally {
            if (!whole) {
                begun.forEach(one -> one.cancel(true));
            }
        }
    }

    private List<Completion> sampled(GroupRun run) throws InterruptedException {
        slots.acquire(run.count());
        try {
            return run.run();
        } finally {
            slots.release(run.count());
        }
    }
}
