package zero4j.data.nano;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zero4j.UserError;

/**
 * A choice of families and levels: {@code nano}, {@code nano:chain}, {@code nano:chain+linear}, {@code nano:chain/3,max/1-2}.
 *
 * @param name as the user wrote it
 * @param cells drawn with equal probability; one named twice is drawn twice as often
 */
record NanoSpec(String name, List<Cell> cells) {
    static final String PREFIX = "nano";

    /** A family at a level from 1 to 5. */
    record Cell(NanoFamily family, int level) {
        @Override
        public String toString() {
            return family.label() + "/" + level;
        }
    }

    NanoSpec {
        cells = List.copyOf(cells);
    }

    static NanoSpec parse(String spec) {
        List<Cell> cells = new ArrayList<>();
        if (spec.equals(PREFIX)) {
            for (NanoFamily family : NanoFamily.values()) {
                cells.addAll(levels(family, 1, NanoFamily.LEVELS));
            }
        } else if (spec.startsWith(PREFIX + ":")) {
            for (String item : spec.substring(PREFIX.length() + 1).split("[,+]", -1)) {
                cells.addAll(item(item.strip(), spec));
            }
        } else {
            throw new UserError("questions '" + spec
                    + "': expected nano or nano:FAMILY[/LEVEL][+FAMILY…], families are " + families());
        }
        return new NanoSpec(spec, cells);
    }

    private static List<Cell> item(String item, String spec) {
        int slash = item.indexOf('/');
        String label = slash < 0 ? item : item.substring(0, slash);
        NanoFamily family = Arrays.stream(NanoFamily.values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new UserError("questions '" + spec + "': no family '" + label
                        + "' in the nano world; choose from " + families()));
        if (slash < 0) {
            return levels(family, 1, NanoFamily.LEVELS);
        }
        String range = item.substring(slash + 1);
        if (!range.matches("[1-5](-[1-5])?") || range.charAt(0) > range.charAt(range.length() - 1)) {
            throw new UserError("questions '" + spec + "': '" + range + "' is not a level; expected 1 to "
                    + NanoFamily.LEVELS + " or a range such as 2-4, as in " + label + "/2-4");
        }
        return levels(family, range.charAt(0) - '0', range.charAt(range.length() - 1) - '0');
    }

    private static List<Cell> levels(NanoFamily family, int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(level -> new Cell(family, level))
                .toList();
    }

    private static String families() {
        return Arrays.stream(NanoFamily.values()).map(NanoFamily::label).collect(Collectors.joining(", "));
    }

    Cell draw(SplitMix random) {
        return cells.get(random.below(cells.size()));
    }
}
