package zero4j.reproduce.world;

import java.util.List;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.nano.SplitMix;

/** Parts of some sizes as one shuffled row. */
final class PartOrder {
    private final int[] ends;
    private final int[] order;

    private PartOrder(int[] ends, int[] order) {
        this.ends = ends;
        this.order = order;
    }

    /** @throws UserError if there is no part, or they are too many together */
    static PartOrder shuffled(List<Integer> sizes, SplitMix random) {
        if (sizes.isEmpty()) {
            throw new UserError(
                    "a text or a set of questions has no parts; name at least one, such as {kind: chain, …}");
        }
        long sum = sizes.stream().mapToLong(Integer::longValue).sum();
        if (sum > Integer.MAX_VALUE - 8) {
            throw new UserError("a text or a set of questions has " + Words.counted(sum, "row")
                    + "; it must be less than 2 billion");
        }
        int[] ends = new int[sizes.size()];
        int[] order = new int[(int) sum];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += sizes.get(i);
            ends[i] = end;
        }
        for (int i = 0; i < order.length; i++) { // Fisher-Yates, from the front
            int other = random.below(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return new PartOrder(ends, order);
    }

    int size() {
        return order.length;
    }

    /** The part that a place belongs to. */
    int part(int place) {
        int part = 0;
        while (order[place] >= ends[part]) {
            part++;
        }
        return part;
    }

    /** Which of that part's. */
    int within(int place) {
        int part = part(place);
        return part == 0 ? order[place] : order[place] - ends[part - 1];
    }
}
