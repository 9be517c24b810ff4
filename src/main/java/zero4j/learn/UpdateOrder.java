package zero4j.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The order in which a rollout batch is cut into updates. */
final class UpdateOrder {
    private UpdateOrder() {}

    /**
     * The indices of the responses as they are, unless an update would have none with a gradient: then those that have one, and
     * the others, are spread evenly over the updates, in the order that they have among themselves. So where there are enough of
     * them no update is without.
     *
     * @param live which responses have a gradient
     * @param size responses of an update; the last may have fewer
     */
    static List<Integer> of(boolean[] live, int size) {
        List<Integer> all = IntStream.range(0, live.length).boxed().toList();
        List<Integer> with = all.stream().filter(i -> live[i]).toList();
        int updates = size == 0 ? 0 : Math.ceilDiv(live.length, size);
        boolean everyUpdate = with.stream().map(i -> i / size).distinct().count() == updates;
        if (everyUpdate || with.isEmpty()) {
            return all;
        }
        int[] shares = shares(with.size(), live.length, size, updates);
        List<Integer> without = all.stream().filter(i -> !live[i]).toList();
        List<Integer> order = new ArrayList<>();
        int taken = 0;
        for (int update = 0; update < updates; update++) {
            order.addAll(with.subList(taken, taken + shares[update]));
            taken += shares[update];
            int end = Math.min((update + 1) * size, live.length);
            order.addAll(without.subList(order.size() - taken, end - taken));
        }
        return order;
    }

    /** How many of some responses each update gets: about equally many, and no more than it has room for. */
    private static int[] shares(int some, int all, int size, int updates) {
        int[] shares = new int[updates];
        Arrays.fill(shares, size);
        shares[updates - 1] = all - (updates - 1) * size;
        int left = some;
        for (int update = updates - 1; update >= 0; update--) { // the last, which may be small, first
            shares[update] = Math.min(shares[update], left / (update + 1));
            left -= shares[update];
        }
        return shares;
    }
}
