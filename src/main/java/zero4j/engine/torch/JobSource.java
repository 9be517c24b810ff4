package zero4j.engine.torch;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import zero4j.engine.ActiveRequest;
import zero4j.engine.Job;
import zero4j.engine.RequestFeed;

/** Where a worker's prompts come from. */
@FunctionalInterface
interface JobSource {
    /** The next job, if there is one and it suits; one that does not lets no other pass. */
    @Nullable
    Job next(Predicate<ActiveRequest> suits);

    /** A worker's share of a batch. */
    static JobSource batch(List<Job> jobs) {
        ArrayDeque<Job> waiting = new ArrayDeque<>(jobs);
        return suits -> {
            Job head = waiting.peek();
            return head != null && suits.test(head.request()) ? waiting.remove() : null;
        };
    }

    /**
     * What the feed has for a worker that has taken a first job already.
     *
     * @param longest sequence (tokens) that the worker's cache can hold
     */
    static JobSource feed(Job first, RequestFeed feed, int longest) {
        ArrayDeque<Job> taken = new ArrayDeque<>(List.of(first));
        return suits -> taken.isEmpty()
                ? feed.next(1, request -> length(request) <= longest && suits.test(request))
                : taken.remove();
    }

    /** Longest sequence (tokens) of a request. */
    static int length(ActiveRequest request) {
        return request.prompt().tokens().length + request.budget();
    }
}
