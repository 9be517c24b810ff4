package zero4j.verify.expr;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * What a unit measures, and how many of the base unit of that it is.
 *
 * @param dimensions the powers of length, mass, time, volume and the like, none of them 0
 * @param factor how many base units
 */
public record UnitScale(Map<String, Integer> dimensions, BigFraction factor) {
    private static final int MOST_POWER = 4;
    private static final String TABLE = """
            length mm 1/1000, cm 1/100, m 1, km 1000, nm 1/1000000000, inch 127/5000, foot 381/1250, yard 1143/1250
            length mile 201168/125
            mass mg 1/1000000, g 1/1000, kg 1
            weight ounce 1/16, pound 1
            time second 1, minute 60, hour 3600, day 86400, week 604800
            calendar month 1, year 12, decade 120, century 1200
            dollars cent 1/100, dollar 1
            volume ml 1/1000, l 1, gallon 473176473/125000000, quart 473176473/500000000, pint 473176473/1000000000
            """;
    private static final Map<String, UnitScale> UNITS = units();

    public UnitScale {
        dimensions = Map.copyOf(dimensions);
    }

    /** The scale of a unit as a {@link Expr.Quantity} has it: {@code km/hour}, {@code m second^-1}; empty if unknown. */
    public static Optional<UnitScale> of(String unit) {
        Map<String, Integer> dimensions = new TreeMap<>();
        BigFraction factor = BigFraction.ONE;
        boolean below = false;
        for (String group : unit.split("/", -1)) {
            for (String part : group.strip().split(" ", -1)) {
                int caret = part.indexOf('^');
                UnitScale single = UNITS.get(caret < 0 ? part : part.substring(0, caret));
                int power = caret < 0 ? 1 : power(part.substring(caret + 1));
                if (single == null || power == 0) {
                    return Optional.empty();
                }
                int signed = below ? -power : power;
                single.dimensions().forEach((name, one) -> dimensions.merge(name, one * signed, Integer::sum));
                factor = factor.multiply(single.factor().pow(signed));
            }
            below = true;
        }
        // A litre is a cube of ten centimetres.
        Integer litres = dimensions.remove("volume");
        if (litres != null) {
            dimensions.merge("length", 3 * litres, Integer::sum);
            factor = factor.multiply(BigFraction.of(1, 1000).pow(litres));
        }
        dimensions.values().removeIf(power -> power == 0);
        return Optional.of(new UnitScale(dimensions, factor));
    }

    private static int power(String digits) {
        boolean small = digits.matches("-?[1-9]");
        int power = small ? Integer.parseInt(digits) : 0;
        return Math.abs(power) <= MOST_POWER ? power : 0;
    }

    private static Map<String, UnitScale> units() {
        Map<String, UnitScale> units = new HashMap<>();
        TABLE.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            for (String entry : line.substring(blank + 1).split(", ", -1)) {
                String[] unit = entry.split(" ", -1);
                units.put(unit[0], new UnitScale(Map.of(line.substring(0, blank), 1), BigFraction.parse(unit[1])));
            }
        });
        return Map.copyOf(units);
    }
}
