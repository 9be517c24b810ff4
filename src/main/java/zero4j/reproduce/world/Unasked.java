package zero4j.reproduce.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import zero4j.data.nano.SplitMix;

/** Documents without a question. */
final class Unasked {
    private Unasked() {}

    /** {@code 3*7=1. 4+9=3. …}. */
    static String equations(SplitMix random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.between(6, 14); left > 0; left--) {
            text.append(Operation.draw(Operation.signs(""), random).step(random.below(10)));
        }
        return text.toString().strip();
    }

    /** {@code Sort: 3 1 2. 1 2 3} and others of its kind. */
    static String lists(SplitMix random) {
        List<Integer> row = new ArrayList<>();
        int length = random.between(6, 14);
        for (int i = 0; i < length; i++) {
            row.add(random.below(10));
        }
        return switch (random.below(5)) {
            case 0 -> counted(row, random.between(1, 3));
            case 1 -> "Copy: " + spaced(row) + ". " + spaced(row);
            case 2 ->
                "Sort: " + spaced(row) + ". "
                        + spaced(row.stream().sorted(Comparator.naturalOrder()).toList());
            case 3 -> "Back: " + spaced(row) + ". " + spaced(row.reversed());
            default -> "Most: " + spaced(row) + ". " + Collections.max(row);
        };
    }

    private static String counted(List<Integer> row, int by) {
        List<Integer> counted = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            counted.add((row.getFirst() + i * by) % 10);
        }
        return "Count: " + spaced(counted);
    }

    private static String spaced(List<Integer> row) {
        return row.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
