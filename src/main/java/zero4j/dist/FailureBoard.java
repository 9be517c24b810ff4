package zero4j.dist;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;

/**
 * Where ranks say that they end, and why, so that the others can say it, too. It is in the store, which rank 0 holds and which is
 * there when the connections between ranks are broken.
 */
final class FailureBoard {
    /** All that live hear of a broken connection at about the same time. */
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(3);

    private static final String ENDED = "zero4j/ended/";
    private static final String READ = "zero4j/read";

    private final Store store;
    private final int rank;
    private final int world;
    private final Bounded bounded;
    private final Duration patience;

    /** @param deadline of an operation: with a short one all of this is short, too */
    FailureBoard(Store store, Bounded bounded, int rank, int world, Duration deadline) {
        Duration part = deadline.dividedBy(4);
        this.patience = part.compareTo(MOST_PATIENCE) < 0 ? part : MOST_PATIENCE;
        this.store = store;
        this.bounded = bounded;
        this.rank = rank;
        this.world = world;
    }

    /**
     * Says that this rank ends, and waits for a moment until the others know.
     *
     * @param why empty if because of another
     * @return what is known of the others that did not end because of another: a sentence for each, or none
     */
    List<String> end(String why) {
        try {
            // The store's own deadlines do not hold where the link to it is cut: then its calls wait for minutes.
            return bounded.call(patience.multipliedBy(3), () -> tell(why));
        } catch (TimeoutException linkIsCut) {
            return rank == 0 ? List.of() : List.of(silent(0));
        }
    }

    private List<String> tell(String why) {
        try {
            store.setTimeout(new Milliseconds(patience.toMillis()));
            store.set(ENDED + rank, new ByteVector(("-" + why).getBytes(StandardCharsets.UTF_8)));
            List<Other> others = others();
            long answering = 1 + others.stream().filter(Other::answers).count();
            long readers = store.add(READ, 1);
            for (long until = System.nanoTime() + patience.toNanos();
                    rank == 0 && readers < answering && System.nanoTime() < until; ) {
                Thread.onSpinWait();
                readers = store.add(READ, 0);
            }
            return others.stream()
                    .map(Other::why)
                    .filter(sentence -> !sentence.isEmpty())
                    .toList();
        } catch (RuntimeException unreachable) {
            return rank == 0 ? List.of() : List.of(silent(0));
        }
    }

    /**
     * What is known of another rank.
     *
     * @param answers whether it has said something
     * @param why a sentence, or empty if it ended because of another
     */
    private record Other(boolean answers, String why) {}

    private List<Other> others() {
        List<Other> others = new ArrayList<>();
        long until = System.nanoTime() + patience.toNanos();
        for (int other = 0; other < world; other++) {
            if (other != rank) {
                others.add(other(other, until));
            }
        }
        return others;
    }

    private Other other(int other, long until) {
        String key = ENDED + other;
        try {
            long left = Math.max(1, Duration.ofNanos(until - System.nanoTime()).toMillis());
            store._wait(new StringVector(key), new Milliseconds(left));
        } catch (RuntimeException nothing) {
            return new Other(false, silent(other));
        }
        String why = new String(store.get(key).get(), StandardCharsets.UTF_8).substring(1);
        return new Other(true, why.isEmpty() ? "" : "rank " + other + " failed: " + why);
    }

    private static String silent(int other) {
        return "rank " + other + " does not answer: it was ended, hangs or is late";
    }
}
