package zero4j.verify.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Names of units. */
final class Units {
    /** The one name of each unit, and the words for it. */
    private static final String TABLE = """
            %: percent percents percentage pct
            °: degree degrees deg
            dollar: dollar dollars usd buck bucks
            cent: cent cents
            euro: euro euros
            unit: unit units
            m: m meter meters metre metres
            cm: cm cms centimeter centimeters centimetre centimetres
            mm: mm millimeter millimeters millimetre millimetres
            km: km kms kilometer kilometers kilometre kilometres
            nm: nm nanometer nanometers
            inch: in inch inches
            foot: ft foot feet
            yard: yd yds yard yards
            mile: mi mile miles
            g: g gram grams
            kg: kg kgs kilogram kilograms
            mg: mg milligram milligrams
            pound: lb lbs pound pounds
            ounce: oz ounce ounces
            ton: ton tons tonne tonnes
            l: l liter liters litre litres
            ml: ml milliliter milliliters millilitre millilitres
            gallon: gal gallon gallons
            second: s sec secs second seconds
            minute: min mins minute minutes
            hour: h hr hrs hour hours
            day: day days
            week: week weeks
            month: month months
            year: yr yrs year years
            mile/hour: mph
            km/hour: kph kmh kmph
            hz: hz hertz
            am: am
            pm: pm
            radian: rad rads radian radians
            man: men man
            woman: women woman
            person: people person persons
            child: children child
            way: way ways
            square: square squares sq
            cubic: cubic cu
            kj: kj
            ev: ev
            """;

    private static final Map<String, String> NAMES = names();

    private Units() {}

    /** Whether the word, of at least two letters, names a unit even without {@code \text} around it. */
    static boolean known(String word) {
        return word.length() > 1 && NAMES.containsKey(word.toLowerCase(Locale.ROOT));
    }

    /** Whether the word, in lower case, names a unit. */
    static boolean knows(String word) {
        return NAMES.containsKey(word);
    }

    /** The one name of a unit: lower case, singular. */
    static String name(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String known = NAMES.get(lower);
        if (known != null) {
            return known;
        }
        int length = lower.length();
        if (lower.endsWith("ches") || lower.endsWith("shes") || lower.endsWith("xes") || lower.endsWith("sses")) {
            return lower.substring(0, length - 2);
        }
        if (lower.endsWith("ies") && length > 4) {
            return lower.substring(0, length - 3) + "y";
        }
        return lower.endsWith("s") && !lower.endsWith("ss") && length > 3 ? lower.substring(0, length - 1) : lower;
    }

    private static Map<String, String> names() {
        Map<String, String> all = new HashMap<>();
        TABLE.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            for (String variant : line.substring(colon + 2).split(" ", -1)) {
                all.put(variant, line.substring(0, colon));
            }
        });
        return Map.copyOf(all);
    }
}
