package zero4j.verify.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Names of units. */
final class Units {
    private static final Map<String, String> NAMES = names();

    private Units() {}

    /** Whether the word, of at least two letters, names a unit even without {@code \text} around it. */
    static boolean known(String word) {
        return word.length() > 1 && NAMES.containsKey(word.toLowerCase(Locale.ROOT));
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
        put(all, "%", "percent percents percentage pct");
        put(all, "°", "degree degrees deg");
        put(all, "dollar", "dollar dollars usd buck bucks");
        put(all, "cent", "cent cents");
        put(all, "euro", "euro euros");
        put(all, "unit", "unit units");
        put(all, "m", "m meter meters metre metres");
        put(all, "cm", "cm cms centimeter centimeters centimetre centimetres");
        put(all, "mm", "mm millimeter millimeters millimetre millimetres");
        put(all, "km", "km kms kilometer kilometers kilometre kilometres");
        put(all, "nm", "nm nanometer nanometers");
        put(all, "inch", "in inch inches");
        put(all, "foot", "ft foot feet");
        put(all, "yard", "yd yds yard yards");
        put(all, "mile", "mi mile miles");
        put(all, "g", "g gram grams");
        put(all, "kg", "kg kgs kilogram kilograms");
        put(all, "mg", "mg milligram milligrams");
        put(all, "pound", "lb lbs pound pounds");
        put(all, "ounce", "oz ounce ounces");
        put(all, "ton", "ton tons tonne tonnes");
        put(all, "l", "l liter liters litre litres");
        put(all, "ml", "ml milliliter milliliters millilitre millilitres");
        put(all, "gallon", "gal gallon gallons");
        put(all, "second", "s sec secs second seconds");
        put(all, "minute", "min mins minute minutes");
        put(all, "hour", "h hr hrs hour hours");
        put(all, "day", "day days");
        put(all, "week", "week weeks");
        put(all, "month", "month months");
        put(all, "year", "yr yrs year years");
        put(all, "mile/hour", "mph");
        put(all, "km/hour", "kph kmh kmph");
        put(all, "hz", "hz hertz");
        put(all, "am", "am");
        put(all, "pm", "pm");
        put(all, "radian", "rad rads radian radians");
        put(all, "man", "men man");
        put(all, "woman", "women woman");
        put(all, "person", "people person persons");
        put(all, "child", "children child");
        put(all, "way", "way ways");
        put(all, "square", "square squares sq");
        put(all, "cubic", "cubic cu");
        put(all, "kj", "kj");
        put(all, "ev", "ev");
        return Map.copyOf(all);
    }

    private static void put(Map<String, String> all, String name, String variants) {
        for (String variant : variants.split(" ", -1)) {
            all.put(variant, name);
        }
    }
}
